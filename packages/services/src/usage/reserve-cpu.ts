import { AppError, idTimeMs, type Plan } from "@patchops/contract";
import type { Services } from "../context.ts";
import { monthOf } from "./month-of.ts";
import { wholeCpuMs } from "./storable.ts";
import { setReservedCpu } from "./system/set-reserved-cpu.ts";

export interface CpuRequest {
  /** Of the run's row of usage, which releases what is reserved when it is stored. */
  rowId: string;
  /** What the run has used by now; it stays reserved whatever is left. */
  usedMs: number;
  /** How much it may use at most, with that. */
  wantedMs: number;
}

/**
 * Reserves CPU time of the month for a run, so that all that are under way fit into it together; again = anew, for more or less.
 * Answers how much it may use, with what it has used. Throws `quota_exceeded` when there is none.
 */
export async function reserveCpu(
  services: Services,
  { organizationId, plan }: { organizationId: string; plan: Plan },
  { rowId, usedMs, wantedMs }: CpuRequest,
): Promise<number> {
  const { cpuSecondsPerMonth: limit, limits } = plan;
  if (limit === null || limits === "soft") return wantedMs;
  const { period, resetsAt } = monthOf(idTimeMs(rowId));
  const reserve = () =>
    setReservedCpu(services.database, {
      ...{ organizationId, id: rowId, nodeId: services.meter.nodeId, period, limitMs: limit * 1_000 },
      ...{ usedMs: wholeCpuMs(usedMs), wantedMs: wholeCpuMs(wantedMs) },
    });
  let reservedMs = await reserve();
  if (reservedMs < wantedMs) {
    // What runs that have ended did not use is given back with their rows.
    await services.meter.flush();
    reservedMs = await reserve();
  }
  if (reservedMs > usedMs || wantedMs <= usedMs) return reservedMs;
  const number = limit.toLocaleString("en-US");
  const until = `${resetsAt.slice(0, 16).replace("T", " ")} UTC`;
  throw new AppError(
    "quota_exceeded",
    `The ${number} CPU seconds of this month are used, or held by runs under way.`,
    {
      sent: false,
      next: `Wait for these to end, or until ${until}, or see the plans: ${services.settings.publicUrl}/billing`,
      details: { meter: "cpu_ms", limit, resetsAt },
    },
  );
}
