import { type RawBuilder, sql } from "kysely";
import type { BatchCharges } from "../charges-of.ts";
import { column } from "./column.ts";

/**
 * Charges what a batch used to each counter that its lease did not charge before: parts of a `with`. So a call that was let in
 * before there was a budget, or while the database was away, counts like any other. A run's reserved CPU time becomes what it used.
 */
export function chargeStored({ calls, runs }: BatchCharges): RawBuilder<unknown> {
  return sql`
    spent as (
      select * from unnest(
        ${column(
          "uuid",
          calls.map(({ organizationId }) => organizationId),
        )},
        ${column(
          "date",
          calls.map(({ period }) => period),
        )},
        ${column(
          "text",
          calls.map(({ meter }) => meter),
        )},
        ${column(
          "uuid",
          calls.map(({ leaseId }) => leaseId),
        )},
        ${column(
          "bigint",
          calls.map(({ units }) => units),
        )}) as s (organization_id, period, meter, lease_id, units)
    ), ran as (
      select * from unnest(
        ${column(
          "uuid",
          runs.map(({ organizationId }) => organizationId),
        )},
        ${column(
          "date",
          runs.map(({ period }) => period),
        )},
        ${column(
          "uuid",
          runs.map(({ id }) => id),
        )},
        ${column(
          "bigint",
          runs.map(({ cpuMs }) => cpuMs),
        )}) as r (organization_id, period, id, cpu_ms)
    ), released as (
      delete from usage_leases as l using ran
      where l.organization_id = ran.organization_id and l.id = ran.id
      returning l.organization_id, l.period, l.units
    ), charges as (
      select organization_id, period, meter, sum(amount)::bigint as amount
      from (
        select s.organization_id, s.period, s.meter, s.units as amount from spent as s
        where not exists (
          select from usage_leases as l
          where l.organization_id = s.organization_id and l.id = s.lease_id and s.meter = any(l.meters))
        union all
        select organization_id, period, 'cpu_ms', cpu_ms from ran
        union all
        select organization_id, period, 'cpu_ms', -units from released
      ) as amounts
      group by organization_id, period, meter having sum(amount) <> 0
      order by organization_id, period, meter
    ), charged as (
      insert into usage_quotas as q (organization_id, period, meter, charged) select * from charges
      on conflict (organization_id, period, meter) do update set charged = q.charged + excluded.charged
    )`;
}
