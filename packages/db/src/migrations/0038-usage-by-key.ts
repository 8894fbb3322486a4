import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Day totals by provider, person, key, client and origin; what of a call's time its policy took; CPU time with the event that it came from. */
export const usageByKey: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      alter table usage_events
        add column policy_ms double precision not null default 0,
        add column cpu_ms bigint not null default 0;
      update usage_events as e set cpu_ms = ceil(x.cpu_ms)
      from executions as x
      where e.kind = 'execution' and x.organization_id = e.organization_id and x.id = e.execution_id and x.cpu_ms > 0;

      create table usage_day_keys (
        organization_id uuid not null,
        day date not null,
        dimension text not null,
        key text not null,
        calls bigint not null,
        failures bigint not null,
        latency bigint[] not null,
        primary key (organization_id, day, dimension, key)
      );
      create index usage_day_keys_age on usage_day_keys using brin (day);
      select protect_organization_table('usage_day_keys', 'select', 'select, insert, update, delete');

      insert into usage_day_keys
      select organization_id, day, dimension, key, calls, failures, (
        select array_agg(coalesce(n, 0) order by place)
        from generate_series(0, 63) as place
        left join unnest(buckets, counts) as filled (bucket, n) on bucket = place)
      from (
        select organization_id, day, dimension, key, sum(n) as calls, sum(failures) as failures,
          array_agg(bucket) as buckets, array_agg(n) as counts
        from (
          select organization_id, (ts at time zone 'UTC')::date as day, dimension, coalesce(key, '') as key,
            least(63, floor(3 * ln(greatest(total_ms * 10, 1)) / ln(2.0::double precision)))::int as bucket,
            count(*) as n, count(*) filter (where outcome <> 'ok') as failures
          from usage_events
          cross join lateral (values
            ('provider', provider_type), ('user', user_id::text), ('key', api_key_id::text),
            ('client', client_name), ('via', via)
          ) as keys (dimension, key)
          where kind = 'call'
          group by 1, 2, 3, 4, 5
        ) as cells
        group by organization_id, day, dimension, key
      ) as grouped;
    `.execute(db);
  },
};
