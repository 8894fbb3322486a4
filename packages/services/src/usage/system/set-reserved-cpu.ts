import type { Database } from "@patchops/db";
import { sql } from "kysely";

export interface ReservedCpu {
  organizationId: string;
  /** Of the run's row of usage. */
  id: string;
  /** Where the run is. */
  nodeId: string;
  period: string;
  limitMs: number;
  usedMs: number;
  wantedMs: number;
}

/** A run is on a node for so long at most. */
const longestRun = "3 minutes";

/**
 * Says how much of the month's CPU time a run holds, in whole milliseconds: what it wants, less where less is left, and never less
 * than it has used. Answers that; 0 where there is none.
 */
export async function setReservedCpu(database: Database, run: ReservedCpu): Promise<number> {
  const { organizationId, id, nodeId, period, limitMs, usedMs, wantedMs } = run;
  const counter = sql`organization_id = ${organizationId} and period = ${period} and meter = 'cpu_ms'`;
  return database.system.transaction().execute(async (trx) => {
    await sql`
      insert into usage_quotas (organization_id, period, meter, charged)
      select ${organizationId}, ${period}, 'cpu_ms', coalesce((select used from usage_periods where ${counter}), 0)
      on conflict do nothing
    `.execute(trx);
    // Leases first and then the counter, in their order, as those do who settle them.
    const { rows } = await sql<{ held: number }>`
      select units as held from usage_leases where organization_id = ${organizationId} and id = ${id} for update
    `.execute(trx);
    const held = rows[0]?.held ?? 0;
    const { rows: granted } = await sql<{ units: number }>`
      with counter as (
        select greatest(charged, coalesce((select used from usage_periods where ${counter}), 0)) - ${held}::bigint as others
        from usage_quotas where ${counter} for update
      ), size as (
        select others, greatest(${usedMs}::bigint, least(${wantedMs}::bigint, ${limitMs}::bigint - others), 0) as units
        from counter
      ), charged as (
        update usage_quotas set charged = size.others + size.units from size where ${counter}
      ), given_back as (
        delete from usage_leases as l using size
        where l.organization_id = ${organizationId} and l.id = ${id} and size.units = 0
      )
      insert into usage_leases as l (organization_id, id, node_id, period, meters, units, expires_at)
      select ${organizationId}, ${id}, ${nodeId}, ${period}, '{cpu_ms}', units, now() + ${sql.lit(longestRun)}::interval
      from size where units > 0
      on conflict (organization_id, id) do update
        set units = excluded.units, node_id = excluded.node_id, expires_at = excluded.expires_at
      returning units
    `.execute(trx);
    return granted[0]?.units ?? 0;
  });
}
