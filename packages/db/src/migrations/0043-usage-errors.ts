import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Where each bucket of a latency but the first begins, in milliseconds. */
const bounds = Array.from({ length: 63 }, (_, place) => 2 ** ((place + 1) / 3) / 10);

/** Day totals of failed calls, by outcome, code and tool. */
export const usageErrors: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      insert into usage_day_keys
      select organization_id, day, 'error', key, sum(n), sum(n), (
        select array_agg(coalesce(filled.n, 0)::bigint order by place)
        from generate_series(0, 63) as place
        left join unnest(array_agg(bucket), array_agg(failed.n)) as filled (bucket, n) on filled.bucket = place)
      from (
        select organization_id, (ts at time zone 'UTC')::date as day,
          outcome || ' ' || coalesce(error_code, '') || ' ' || case when connection_id is null then ''
            else coalesce(connection_slug, '') || '.' || coalesce(tool, '') end as key,
          width_bucket(total_ms, ${sql.lit(`{${bounds.join(",")}}`)}::double precision[]) as bucket, count(*) as n
        from usage_events
        where kind = 'call' and outcome <> 'ok'
        group by 1, 2, 3, 4
      ) as failed
      group by organization_id, day, key;
    `.execute(db);
  },
};
