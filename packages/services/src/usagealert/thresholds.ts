import type { UsageMeter, UsageThreshold } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import type { Threshold } from "./reached-threshold.ts";

export interface OwnThreshold extends Threshold {
  organizationId: string;
  meter: UsageMeter;
}

/** Of one organization, or of all that the transaction sees; the lowest first. */
export function readThresholds(trx: Transaction, organizationId: string | null): Promise<OwnThreshold[]> {
  return trx
    .selectFrom("usageThresholds")
    .select(["organizationId", "meter", "percent", "amount"])
    .$if(organizationId !== null, (query) => query.where("organizationId", "=", organizationId ?? ""))
    .orderBy("meter")
    .orderBy("percent")
    .orderBy("amount")
    .execute();
}

/** A stored threshold as callers see it. */
export function presentThreshold({ meter, percent, amount }: OwnThreshold): UsageThreshold {
  return percent > 0 ? { meter, unit: "percent", value: percent } : { meter, unit: "amount", value: amount };
}

type Changed = (trx: Transaction, of: Pick<OwnThreshold, "organizationId">) => Promise<void>;

/** Changes them as `change` does; those who do so at once follow each other. Answers all there are then. */
export async function changeThresholds(
  context: Context,
  action: "usage.add_threshold" | "usage.remove_threshold",
  change: Changed,
): Promise<UsageThreshold[]> {
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .selectFrom("organizations")
      .select("id")
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = (await readThresholds(trx, organizationId)).map(presentThreshold);
    await change(trx, { organizationId });
    const after = (await readThresholds(trx, organizationId)).map(presentThreshold);
    if (after.length === before.length) return after;
    await recordAudit(trx, auditActor(context), {
      action,
      targetKind: "organization",
      targetId: organizationId,
      before: { thresholds: before },
      after: { thresholds: after },
    });
    return after;
  });
}

/** How one is stored. */
export function storedThreshold({ meter, unit, value }: UsageThreshold) {
  return { meter, percent: unit === "percent" ? value : 0, amount: unit === "amount" ? value : 0 };
}
