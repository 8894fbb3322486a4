import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** Gives the rests of `ended` back, locking the counters in the order in which grants do. */
const returned = sql`
  rests as (
    select organization_id, period, meter, sum(rest)::bigint as rest
    from ended, unnest(meters) as meter group by organization_id, period, meter having sum(rest) > 0
  ), held as (
    select q.organization_id, q.period, q.meter, q.charged, rests.rest
    from usage_quotas as q join rests using (organization_id, period, meter)
    order by q.organization_id, q.period, q.meter for update of q
  ), returned as (
    update usage_quotas as q set charged = held.charged - held.rest from held
    where q.organization_id = held.organization_id and q.period = held.period and q.meter = held.meter
  )`;

/** A lease that nobody takes units from any more. */
export interface EndedLease {
  organizationId: string;
  id: string;
  /** What of it was used, and what calls under way may still use. */
  kept: number;
  /** Whether no call of it is under way, or waits to be stored. */
  isDone: boolean;
}

/**
 * Returns what leases did not use; those with calls under way keep as much as these may need. What was settled before has no
 * rest any more: sending it again changes nothing.
 */
export async function settleLeases(
  database: Database,
  nodeId: string,
  leases: readonly EndedLease[],
): Promise<void> {
  const isOne = sql`l.organization_id = s.organization_id and l.id = s.id and l.node_id = ${nodeId}`;
  await sql`
    with s as (
      select * from unnest(
        ${leases.map((lease) => lease.organizationId)}::uuid[],
        ${leases.map((lease) => lease.id)}::uuid[],
        ${leases.map((lease) => lease.kept)}::bigint[],
        ${leases.map((lease) => lease.isDone)}::boolean[]
      ) as s (organization_id, id, kept, is_done)
    ), ended as (
      select l.organization_id, l.period, l.meters, greatest(0, l.units - s.kept) as rest
      from usage_leases as l join s on ${isOne} order by l.organization_id, l.id for update of l
    ), removed as (
      delete from usage_leases as l using s where ${isOne} and s.is_done
    ), shrunk as (
      update usage_leases as l set units = least(l.units, s.kept) from s where ${isOne} and not s.is_done
    ), ${returned}
    select count(*) from ended
  `.execute(database.system);
}

/** The leases of a node's processes, this one's and earlier ones'. What is reserved for a run ends with the run, wherever that is. */
export async function leftLeases(database: Database, nodeId: string): Promise<string[]> {
  const rows = await database.system
    .selectFrom("usageLeases")
    .select("id")
    .where("nodeId", "=", nodeId)
    .where(sql<boolean>`meters <> '{cpu_ms}'`)
    .execute();
  return rows.map(({ id }) => id);
}

/** A call may have begun so long before its unit was leased: it waited for people. */
const longestWait = "1 hour";

/**
 * Settles what a process left that is gone, by the rows that its calls became: its journal has to be drained before. Answers
 * how many leases there were and what they gave back, by organization.
 */
export async function settleLeftLeases(
  database: Pick<Database, "system">,
  nodeId: string,
  ids: readonly string[],
): Promise<Map<string, { leases: number; units: number }>> {
  const { rows } = await sql<{ organizationId: string; rest: number }>`
    with ended as (
      delete from usage_leases as l
      where l.node_id = ${nodeId} and l.id = any(${ids}::uuid[])
      returning l.organization_id, l.period, l.meters, greatest(0, l.units - coalesce((
        select sum(e.units)::bigint from usage_events as e
        where e.organization_id = l.organization_id and e.lease_id = l.id
          and e.ts >= l.granted_at - ${sql.lit(longestWait)}::interval), 0)) as rest
    ), ${returned}
    select organization_id, rest from ended
  `.execute(database.system);
  const settled = new Map<string, { leases: number; units: number }>();
  for (const { organizationId, rest } of rows) {
    const { leases, units } = settled.get(organizationId) ?? { leases: 0, units: 0 };
    settled.set(organizationId, { leases: leases + 1, units: units + rest });
  }
  return settled;
}
