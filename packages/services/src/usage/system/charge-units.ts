import type { Database } from "@patchops/db";
import { sql } from "kysely";

export interface Allowance {
  organizationId: string;
  /** First day of the month, `YYYY-MM-DD`. */
  period: string;
  meter: "calls" | "executions";
}

/**
 * Charges up to `wanted` units against a limit and answers how many were granted, 0 to `wanted`. Each grant is one
 * conditional update, so that the charged units never pass the limit, however many nodes ask.
 */
export async function chargeUnits(
  database: Database,
  allowance: Allowance,
  { wanted, limit }: { wanted: number; limit: number },
): Promise<number> {
  const { organizationId, period, meter } = allowance;
  for (let units = wanted; ; ) {
    const granted = await database.system
      .updateTable("usageQuotas")
      .set((eb) => ({ charged: eb("charged", "+", units) }))
      .where("organizationId", "=", organizationId)
      .where("period", "=", period)
      .where("meter", "=", meter)
      .where(sql<boolean>`charged + ${units} <= ${limit}`)
      .executeTakeFirst();
    if (granted.numUpdatedRows > 0n) return units;
    const row = await database.system
      .selectFrom("usageQuotas")
      .select("charged")
      .where("organizationId", "=", organizationId)
      .where("period", "=", period)
      .where("meter", "=", meter)
      .executeTakeFirst();
    if (row) {
      units = Math.min(wanted, limit - row.charged);
      if (units <= 0) return 0;
    } else await openQuota(database, allowance);
  }
}

/** The month's first charge: starts at what was used before the organization had a limit. */
async function openQuota(database: Database, { organizationId, period, meter }: Allowance): Promise<void> {
  await sql`
    insert into usage_quotas (organization_id, period, meter, charged)
    values (${organizationId}, ${period}, ${meter}, coalesce((
      select used from usage_periods
      where organization_id = ${organizationId} and period = ${period} and meter = ${meter}), 0))
    on conflict do nothing
  `.execute(database.system);
}

/** Gives back units that were charged and not used. */
export async function returnUnits(database: Database, allowance: Allowance, units: number): Promise<void> {
  await database.system
    .updateTable("usageQuotas")
    .set((eb) => ({ charged: eb("charged", "-", units) }))
    .where("organizationId", "=", allowance.organizationId)
    .where("period", "=", allowance.period)
    .where("meter", "=", allowance.meter)
    .execute();
}
