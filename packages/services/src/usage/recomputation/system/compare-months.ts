import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { BatchTotals } from "../../totals-of.ts";

type Period = BatchTotals["periods"][number];

/**
 * What has to be added to the usage of whole months (their first days, `YYYY-MM-DD`) so that it says what their events do.
 * `unknowable` is CPU time that nothing tells any more: events have had it since migration 0038 alone, those before got theirs from
 * their runs, as far as these were still there.
 */
export async function compareMonths(
  trx: Transaction,
  months: readonly string[],
): Promise<{ differing: Period[]; unknowable: Period[] }> {
  const differing: Period[] = [];
  const unknowable: Period[] = [];
  for (const month of months) {
    const { rows } = await sql<Period & { isUnknowable: boolean }>`
      with counted as (
        select organization_id, meter, sum(amount)::bigint as used
        from (
          select organization_id, kind, sum(units) as units, sum(cpu_ms) as cpu_ms from usage_events
          where kind in ('call', 'execution') and ts >= ${month}::timestamp at time zone 'UTC'
            and ts < (${month}::timestamp + interval '1 month') at time zone 'UTC'
          group by organization_id, kind
        ) as sums
        cross join lateral (values
          (case kind when 'call' then 'calls' else 'executions' end, units), ('cpu_ms', cpu_ms)
        ) as meters (meter, amount)
        group by organization_id, meter
      ), stored as (
        select organization_id, meter, used from usage_periods where period = ${month}::date
      )
      select array[organization_id::text, ${month}::text, meter] as key, coalesce(c.used, 0) - coalesce(s.used, 0) as used,
        meter = 'cpu_ms' and coalesce(c.used, 0) < s.used and exists (
          select from usage_events as e
          where e.organization_id = coalesce(c.organization_id, s.organization_id) and e.kind = 'execution' and e.cpu_ms = 0
            and e.outcome in ('ok', 'error', 'timed_out') and e.ts >= ${month}::timestamp at time zone 'UTC'
            and e.ts < (${month}::timestamp + interval '1 month') at time zone 'UTC'
            and not exists (
              select from executions as x where x.organization_id = e.organization_id and x.id = e.execution_id)
        ) as is_unknowable
      from counted as c full join stored as s using (organization_id, meter)
      where coalesce(c.used, 0) <> coalesce(s.used, 0)
      order by 1
    `.execute(trx);
    for (const { isUnknowable, ...row } of rows) (isUnknowable ? unknowable : differing).push(row);
  }
  return { differing, unknowable };
}
