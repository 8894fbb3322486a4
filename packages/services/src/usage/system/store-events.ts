import { arrayLiteral, type Database } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import { bucketCount, latencyBucket } from "../histogram.ts";
import type { UsageRecord } from "../meter.ts";
import { cpuColumn, usageColumns } from "./usage-columns.ts";

const noConnection = "00000000-0000-0000-0000-000000000000";
/** Ids of one notification: 40 bytes each, under its limit of 8,000 bytes. */
const idsPerNotification = 180;

const eventColumns = sql.raw(usageColumns.map((column) => column.name).join(", "));
const inputColumns = [...usageColumns, cpuColumn];
const inputNames = sql.raw(inputColumns.map((column) => column.name).join(", "));

/** Calls and the filled buckets of their histogram, for each group of `cells`. */
function groupedCalls(keys: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select ${keys}, max(slug) as connection_slug, sum(n) as calls, sum(failures) as failures,
      array_agg(bucket) as buckets, array_agg(n) as counts
    from (
      select ${keys}, bucket, max(connection_slug) as slug, sum(n)::bigint as n, sum(failures) as failures
      from cells where kind = 'call' group by ${keys}, bucket
    ) as by_bucket
    group by ${keys}`;
}

/** The whole histogram of the columns `buckets` and `counts`. */
const latency = sql`(
  select array_agg(coalesce(n, 0) order by place)
  from generate_series(0, ${sql.lit(bucketCount - 1)}) as place
  left join unnest(buckets, counts) as filled (bucket, n) on bucket = place)`;

function addedLatency(table: string): RawBuilder<unknown> {
  return sql`(
    select array_agg(old + new order by place)
    from unnest(${sql.ref(`${table}.latency`)}, excluded.latency) with ordinality as sums (old, new, place))`;
}

const hourKeys = sql.raw("organization_id, hour");
const dayKeys = sql.raw("organization_id, day, connection_id, tool");

/**
 * Stores a batch in one statement: events, then of those that are new what counts against the plan, the rollups and a
 * notification on the channel `calls` (`{ o: organizationId, ids }`). Groups are written in order of their keys, so that
 * nodes that flush at once cannot deadlock. The same batch again changes nothing.
 */
export async function storeEvents(database: Database, records: readonly UsageRecord[]): Promise<void> {
  const arrays = inputColumns.map(
    ({ type, read }) => sql`${arrayLiteral(records.map(read))}::${sql.raw(type)}[]`,
  );
  await sql`
    with input as materialized (
      select * from unnest(${sql.join(arrays)}) as input (${inputNames})
    ), fresh as (
      insert into usage_events (${eventColumns}) select ${eventColumns} from input
      on conflict do nothing
      returning organization_id, id, ts, kind, connection_id, connection_slug, tool, outcome, total_ms, units
    ), cells as materialized (
      select organization_id, kind, hour, day, period, connection_id, connection_slug, tool, bucket,
        count(*) as n, count(*) filter (where has_failed) as failures, sum(units) as units
      from (
        select organization_id, kind, units,
          outcome <> 'ok' as has_failed,
          date_trunc('hour', ts, 'UTC') as hour,
          (ts at time zone 'UTC')::date as day,
          date_trunc('month', ts at time zone 'UTC')::date as period,
          coalesce(connection_id, ${sql.lit(noConnection)}::uuid) as connection_id,
          case when connection_id is null then '' else coalesce(connection_slug, '') end as connection_slug,
          case when connection_id is null then '' else coalesce(tool, '') end as tool,
          ${latencyBucket(sql.raw("total_ms"))} as bucket
        from fresh
      ) as placed
      group by organization_id, kind, hour, day, period, connection_id, connection_slug, tool, bucket
    ), periods as (
      insert into usage_periods (organization_id, period, meter, used)
      select organization_id, period, meter, sum(amount) from (
        select organization_id, period, case kind when 'call' then 'calls' else 'executions' end as meter,
          units as amount
        from cells
        union all
        select fresh.organization_id, date_trunc('month', fresh.ts at time zone 'UTC')::date, 'cpu_ms', cpu_ms
        from fresh join input using (organization_id, id) where fresh.kind = 'execution'
      ) as amounts
      group by organization_id, period, meter having sum(amount) > 0
      order by organization_id, period, meter
      on conflict (organization_id, period, meter) do update set used = usage_periods.used + excluded.used
    ), hours as (
      insert into usage_hours (organization_id, hour, calls, failures, executions, latency)
      select organization_id, hour, coalesce(calls, 0), coalesce(failures, 0), executions, ${latency}
      from (
        select ${hourKeys}, coalesce(sum(n) filter (where kind = 'execution'), 0) as executions
        from cells group by ${hourKeys}
      ) as totals
      left join (${groupedCalls(hourKeys)}) as calls using (${hourKeys})
      order by ${hourKeys}
      on conflict (organization_id, hour) do update set
        calls = usage_hours.calls + excluded.calls,
        failures = usage_hours.failures + excluded.failures,
        executions = usage_hours.executions + excluded.executions,
        latency = ${addedLatency("usage_hours")}
    ), days as (
      insert into usage_days (organization_id, day, connection_id, tool, connection_slug, calls, failures, latency)
      select organization_id, day, connection_id, tool, connection_slug, calls, failures, ${latency}
      from (${groupedCalls(dayKeys)}) as calls
      order by ${dayKeys}
      on conflict (organization_id, day, connection_id, tool) do update set
        calls = usage_days.calls + excluded.calls,
        failures = usage_days.failures + excluded.failures,
        latency = ${addedLatency("usage_days")}
    )
    select pg_notify('calls', json_build_object('o', organization_id, 'ids', json_agg(id))::text)
    from (
      select organization_id, id,
        (row_number() over (partition by organization_id order by id) - 1) / ${sql.lit(idsPerNotification)} as chunk
      from fresh where kind = 'call'
    ) as numbered
    group by organization_id, chunk
  `.execute(database.system);
}
