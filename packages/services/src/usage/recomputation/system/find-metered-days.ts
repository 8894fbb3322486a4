import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** The days (`YYYY-MM-DD`, UTC, both ends inclusive) of which there is anything to compare. */
export async function findMeteredDays(
  trx: Transaction,
  { first, last }: { first: string; last: string },
): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`
    select day from (
      select day::date as day from generate_series(${first}::timestamp, ${last}::timestamp, interval '1 day') as day
    ) as days
    where exists (
        select from usage_events
        where ts >= day::timestamp at time zone 'UTC' and ts < (day + 1)::timestamp at time zone 'UTC'
      )
      or day in (select d.day from usage_days as d)
      or day in (select k.day from usage_day_keys as k)
      or day in (select (h.hour at time zone 'UTC')::date from usage_hours as h)
    order by day
  `.execute(trx);
  return rows.map(({ day }) => day);
}
