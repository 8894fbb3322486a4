import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** An organization's totals as each table tells them, for tests: they must be the same. */
export async function usageTotals(database: Database, organizationId: string) {
  const events = await one(
    database,
    sql`
    select count(*) filter (where kind = 'call') as calls,
      count(*) filter (where kind = 'call' and outcome <> 'ok') as failures,
      count(*) filter (where kind = 'execution') as executions,
      coalesce(sum(units) filter (where kind = 'call'), 0) as units,
      count(total_ms) filter (where kind = 'call') as timed
    from usage_events where organization_id = ${organizationId}`,
  );
  const hours = await one(
    database,
    sql`
    select coalesce(sum(calls), 0) as calls, coalesce(sum(failures), 0) as failures,
      coalesce(sum(executions), 0) as executions,
      coalesce(sum((select sum(n) from unnest(latency) as n)), 0) as timed
    from usage_hours where organization_id = ${organizationId}`,
  );
  const days = await one(
    database,
    sql`
    select coalesce(sum(calls), 0) as calls, coalesce(sum(failures), 0) as failures,
      coalesce(sum((select sum(n) from unnest(latency) as n)), 0) as timed
    from usage_days where organization_id = ${organizationId}`,
  );
  const dayKeys = await one(
    database,
    sql`
    select coalesce(sum(calls) filter (where dimension = 'via'), 0) as calls,
      coalesce(sum(failures) filter (where dimension = 'user'), 0) as failures,
      coalesce(sum(calls) filter (where dimension = 'method'), 0) as others,
      coalesce(sum((select sum(n) from unnest(latency) as n)) filter (where dimension = 'client'), 0) as timed
    from usage_day_keys where organization_id = ${organizationId}`,
  );
  const periods = await one(
    database,
    sql`
    select coalesce(sum(used) filter (where meter = 'calls'), 0) as units,
      coalesce(sum(used) filter (where meter = 'executions'), 0) as executions,
      coalesce(sum(used) filter (where meter = 'cpu_ms'), 0) as "cpuMs"
    from usage_periods where organization_id = ${organizationId}`,
  );
  return { events, hours, days, dayKeys, periods };
}

async function one(database: Database, query: ReturnType<typeof sql>): Promise<Record<string, number>> {
  const { rows } = await query.execute(database.system);
  return (rows[0] ?? {}) as Record<string, number>;
}
