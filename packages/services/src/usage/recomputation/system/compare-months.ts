import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { BatchTotals } from "../../totals-of.ts";

/** What has to be added to the usage of whole months (their first days, `YYYY-MM-DD`) so that it says what their events do. */
export async function compareMonths(
  trx: Transaction,
  months: readonly string[],
): Promise<BatchTotals["periods"]> {
  const differing: BatchTotals["periods"] = [];
  for (const month of months) {
    const { rows } = await sql<BatchTotals["periods"][number]>`
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
      select array[organization_id::text, ${month}::text, meter] as key, coalesce(c.used, 0) - coalesce(s.used, 0) as used
      from counted as c full join stored as s using (organization_id, meter)
      where coalesce(c.used, 0) <> coalesce(s.used, 0)
      order by 1
    `.execute(trx);
    differing.push(...rows);
  }
  return differing;
}
