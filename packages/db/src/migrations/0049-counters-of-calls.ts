import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Calls are charged to their organization's, key's and person's counter from now on, whether it has a limit or not: the month so far. */
export const countersOfCalls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      insert into usage_quotas as q (organization_id, period, meter, charged)
      select e.organization_id, date_trunc('month', now() at time zone 'UTC')::date, c.meter, sum(e.units)
      from usage_events as e
      cross join lateral (values ('key:' || e.api_key_id), ('member:' || e.user_id)) as c (meter)
      where e.kind = 'call' and e.units > 0 and c.meter is not null
        and e.ts >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'
      group by e.organization_id, c.meter
      on conflict (organization_id, period, meter) do update set charged = greatest(q.charged, excluded.charged);
      insert into usage_quotas (organization_id, period, meter, charged)
      select organization_id, period, meter, used from usage_periods
      where period = date_trunc('month', now() at time zone 'UTC')::date and meter in ('calls', 'cpu_ms')
      on conflict do nothing;
    `.execute(db);
  },
};
