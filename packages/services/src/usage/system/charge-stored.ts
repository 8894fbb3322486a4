import { type RawBuilder, sql } from "kysely";
import type { BatchCharges } from "../charges-of.ts";
import { column } from "./column.ts";

const released = (runIds: readonly string[]) => sql`
  released as (
    delete from usage_leases as l using unnest(${column("uuid", runIds)}) as run (id)
    where l.id = run.id and l.meters = '{cpu_ms}'
    returning l.organization_id, l.period, l.units
  )`;

/**
 * Charges what a batch used to each counter that its lease did not charge before: parts of a `with`, where there is something to
 * charge. So a call that was let in before there was a budget, or while the database was away, counts like any other. A run's
 * reserved CPU time becomes what it used.
 */
export function chargeStored({ charges, runIds }: BatchCharges): RawBuilder<unknown>[] {
  if (charges.length === 0) return [];
  const hasRuns = runIds.length > 0;
  const lessReserved = hasRuns
    ? sql`union all select organization_id, period, 'cpu_ms', -units from released`
    : sql``;
  const summed = sql`
    charges as (
      select organization_id, period, meter, sum(amount)::bigint as amount
      from (
        select s.organization_id, s.period, s.meter, s.units as amount
        from unnest(
          ${column(
            "uuid",
            charges.map(({ organizationId }) => organizationId),
          )},
          ${column(
            "date",
            charges.map(({ period }) => period),
          )},
          ${column(
            "text",
            charges.map(({ meter }) => meter),
          )},
          ${column(
            "uuid",
            charges.map(({ leaseId }) => leaseId),
          )},
          ${column(
            "bigint",
            charges.map(({ units }) => units),
          )}) as s (organization_id, period, meter, lease_id, units)
        where not exists (
          select from usage_leases as l
          where l.organization_id = s.organization_id and l.id = s.lease_id and s.meter = any(l.meters))
        ${lessReserved}
      ) as amounts
      group by organization_id, period, meter having sum(amount) <> 0
      order by organization_id, period, meter
    )`;
  const charged = sql`
    charged as (
      insert into usage_quotas as q (organization_id, period, meter, charged) select * from charges
      on conflict (organization_id, period, meter) do update set charged = q.charged + excluded.charged
    )`;
  return [...(hasRuns ? [released(runIds)] : []), summed, charged];
}
