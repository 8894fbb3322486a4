import type { Database } from "@patchops/db";
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

/** A histogram array for each group of `counted` calls, beside the groups' keys. */
function histograms(keys: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select ${keys}, array_agg(coalesce(calls, 0) order by bucket) as latency
    from (select distinct ${keys} from counted where kind = 'call') as groups
    cross join generate_series(0, ${sql.lit(bucketCount - 1)}) as bucket
    left join (
      select ${keys}, bucket, count(*) as calls from counted
      where kind = 'call' and bucket is not null group by ${keys}, bucket
    ) as cells using (${keys}, bucket)
    group by ${keys}`;
}

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
  const arrays = inputColumns.map(({ type, read }) => sql`${records.map(read)}::${sql.raw(type)}[]`);
  await sql`
    with input as materialized (
      select * from unnest(${sql.join(arrays)}) as input (${inputNames})
    ), fresh as (
      insert into usage_events (${eventColumns}) select ${eventColumns} from input
      on conflict do nothing
      returning organization_id, id, ts, kind, connection_id, connection_slug, tool, outcome, total_ms, units
    ), counted as materialized (
      select organization_id, id, kind, units,
        outcome <> 'ok' as has_failed,
        date_trunc('hour', ts, 'UTC') as hour,
        (ts at time zone 'UTC')::date as day,
        date_trunc('month', ts at time zone 'UTC')::date as period,
        coalesce(connection_id, ${sql.lit(noConnection)}::uuid) as connection_id,
        case when connection_id is null then '' else coalesce(connection_slug, '') end as connection_slug,
        case when connection_id is null then '' else coalesce(tool, '') end as tool,
        ${latencyBucket(sql.raw("total_ms"))} as bucket
      from fresh
    ), periods as (
      insert into usage_periods (organization_id, period, meter, used)
      select organization_id, period, meter, sum(amount) from (
        select organization_id, period, case kind when 'call' then 'calls' else 'executions' end as meter,
          units::bigint as amount
        from counted
        union all
        select organization_id, period, 'cpu_ms', cpu_ms
        from counted join input using (organization_id, id) where counted.kind = 'execution'
      ) as amounts
      group by organization_id, period, meter having sum(amount) > 0
      order by organization_id, period, meter
      on conflict (organization_id, period, meter) do update set used = usage_periods.used + excluded.used
    ), hours as (
      insert into usage_hours (organization_id, hour, calls, failures, executions, latency)
      select organization_id, hour, calls, failures, executions,
        coalesce(latency, array_fill(0::bigint, array[${sql.lit(bucketCount)}]))
      from (
        select ${hourKeys}, count(*) filter (where kind = 'call') as calls,
          count(*) filter (where kind = 'call' and has_failed) as failures,
          count(*) filter (where kind = 'execution') as executions
        from counted group by ${hourKeys}
      ) as totals
      left join (${histograms(hourKeys)}) as latencies using (${hourKeys})
      order by ${hourKeys}
      on conflict (organization_id, hour) do update set
        calls = usage_hours.calls + excluded.calls,
        failures = usage_hours.failures + excluded.failures,
        executions = usage_hours.executions + excluded.executions,
        latency = ${addedLatency("usage_hours")}
    ), days as (
      insert into usage_days (organization_id, day, connection_id, tool, connection_slug, calls, failures, latency)
      select organization_id, day, connection_id, tool, connection_slug, calls, failures, latency
      from (
        select ${dayKeys}, max(connection_slug) as connection_slug, count(*) as calls,
          count(*) filter (where has_failed) as failures
        from counted where kind = 'call' group by ${dayKeys}
      ) as totals
      join (${histograms(dayKeys)}) as latencies using (${dayKeys})
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
      from counted where kind = 'call'
    ) as numbered
    group by organization_id, chunk
  `.execute(database.system);
}
