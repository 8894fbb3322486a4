import type { Database } from "@patchops/db";
import { sql } from "kysely";
import type { Allowance } from "../allowance.ts";

export interface LeaseRequest {
  /** The lease's id, fixed by the node. */
  id: string;
  nodeId: string;
  /** How many callers wait: they get their units whatever the size of a lease. */
  wanted: number;
  ttlMs: number;
}

export interface LeaseAnswer {
  /** 0 = refused. */
  units: number;
  /** Where the least is left. */
  tightest: string;
}

const largestLease = 1_000;

/**
 * Charges a node's lease to every limit of the allowance in one statement, so that what is charged never passes a limit,
 * however many nodes ask. Its size is a hundredth of what is left, 1 to 1,000: near the limit each unit is asked for.
 */
export async function grantLease(
  database: Database,
  allowance: Allowance,
  request: LeaseRequest,
): Promise<LeaseAnswer> {
  const { organizationId, period, limits } = allowance;
  const meters = limits.map(({ meter }) => meter);
  const { id, nodeId, wanted, ttlMs } = request;
  for (let isFirst = true; ; isFirst = false) {
    const { rows } = await sql<{ known: number; units: number | null; tightest: string }>`
      with limits as (
        select * from unnest(${meters}::text[], ${limits.map(({ limit }) => limit)}::bigint[]) as l (meter, top)
      ), held as (
        select q.meter, greatest(q.charged, coalesce((
          select p.used from usage_periods as p
          where p.organization_id = q.organization_id and p.period = q.period and p.meter = q.meter), 0)) as charged
        from usage_quotas as q
        where q.organization_id = ${organizationId} and q.period = ${period} and q.meter = any(${meters}::text[])
        order by q.meter for update of q
      ), room as (
        select count(*) as known, min(top - charged) as rest,
          (array_agg(meter order by top - charged))[1] as tightest
        from held join limits using (meter)
      ), size as (
        select least(rest, greatest(${wanted}::bigint, least(${sql.lit(largestLease)}, rest / 100))) as units
        from room
        where known = ${meters.length} and rest > 0
      ), charged as (
        update usage_quotas as q set charged = held.charged + size.units
        from held, size
        where q.organization_id = ${organizationId} and q.period = ${period} and q.meter = held.meter
      ), granted as (
        insert into usage_leases (organization_id, id, node_id, period, meters, units, expires_at)
        select ${organizationId}, ${id}, ${nodeId}, ${period}, ${meters}, units,
          now() + ${ttlMs} * interval '1 millisecond'
        from size
      )
      select known, tightest, (select units from size) as units from room
    `.execute(database.system);
    const [row] = rows;
    if (row?.units) return { units: row.units, tightest: row.tightest };
    if (row?.known === meters.length || !isFirst) return { units: 0, tightest: row?.tightest ?? "" };
    for (const meter of meters) await openQuota(database, allowance, meter);
  }
}

/** The month's first charge: starts at what the plan's meter has used. Calls of a key and a person are charged as they are stored. */
async function openQuota(database: Database, allowance: Allowance, meter: string): Promise<void> {
  const { organizationId, period } = allowance;
  await sql`
    insert into usage_quotas (organization_id, period, meter, charged)
    select ${organizationId}, ${period}, ${meter}, coalesce((select used from usage_periods
      where organization_id = ${organizationId} and period = ${period} and meter = ${meter}), 0)
    on conflict do nothing
  `.execute(database.system);
}
