import type { SetUsageThresholdsInput, UsageMeter, UsageThreshold } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
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

/** Says at what the organization is told of its usage besides 80 % and 100 %. What is reached already is told within minutes. */
export async function setUsageThresholds(
  context: Context,
  { thresholds }: SetUsageThresholdsInput,
): Promise<UsageThreshold[]> {
  requireAccess(context, "usage.setThresholds");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    // Two who change it at once follow each other.
    await trx
      .selectFrom("organizations")
      .select("id")
      .where("id", "=", organizationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = (await readThresholds(trx, organizationId)).map(presentThreshold);
    await trx.deleteFrom("usageThresholds").where("organizationId", "=", organizationId).execute();
    if (thresholds.length > 0) {
      const rows = thresholds.map(({ meter, unit, value }) => ({
        ...{ organizationId, meter },
        percent: unit === "percent" ? value : 0,
        amount: unit === "amount" ? value : 0,
      }));
      await trx
        .insertInto("usageThresholds")
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    const after = (await readThresholds(trx, organizationId)).map(presentThreshold);
    await recordAudit(trx, auditActor(context), {
      action: "usage.set_thresholds",
      targetKind: "organization",
      targetId: organizationId,
      before: { thresholds: before },
      after: { thresholds: after },
    });
    return after;
  });
}
