import { AppError, clock, type Plan } from "@patchops/contract";
import type { Services } from "../context.ts";
import { periodOf } from "./period.ts";

/**
 * How much CPU time the organization's programs have left this month, in milliseconds; null = no limit. Runs under way count when
 * they have ended. Throws `quota_exceeded` when there is none.
 */
export async function cpuLeft(
  services: Services,
  organizationId: string,
  { cpuSecondsPerMonth: limit, limits }: Plan,
): Promise<number | null> {
  if (limit === null || limits === "soft") return null;
  const { period, resetsAt } = periodOf(new Date(clock.nowMs()));
  const row = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("usagePeriods")
      .select("used")
      .where("organizationId", "=", organizationId)
      .where("period", "=", period)
      .where("meter", "=", "cpu_ms")
      .executeTakeFirst(),
  );
  const leftMs = limit * 1_000 - (row?.used ?? 0);
  if (leftMs > 0) return leftMs;
  const number = limit.toLocaleString("en-US");
  throw new AppError("quota_exceeded", `${number} of ${number} CPU seconds of this month are used.`, {
    sent: false,
    next: `Wait until ${resetsAt.slice(0, 16).replace("T", " ")} UTC, or see the plans: ${services.settings.publicUrl}/billing`,
    details: { meter: "cpu_ms", limit, resetsAt },
  });
}
