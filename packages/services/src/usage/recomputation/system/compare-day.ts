import type { Transaction } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import { errorKeyOfEvent } from "../../error-key.ts";
import { latencyBucket, wholeHistogram } from "../../histogram.ts";
import { type Group, noConnection } from "../../totals-of.ts";

interface DifferingRow {
  key: string[];
  calls: number;
  failures: number;
  executions: number;
  counted: number[] | null;
  stored: number[] | null;
  connectionSlug: string;
}

/** A table of totals: its key, what of an event its key is made of, and which events it counts. */
interface TotalsTable {
  name: string;
  key: readonly string[];
  events: RawBuilder<unknown>;
  /** Its rows of one day. */
  isOfDay: (day: string) => RawBuilder<unknown>;
}

const bucket = latencyBucket(sql.raw("e.total_ms"));
const hasFailed = sql`(e.outcome <> 'ok')::int`;
const isCall = sql`(e.kind = 'call')`;
const isOwnTool = sql`e.connection_id is not null`;

const tables: Record<"hours" | "days" | "dayKeys", TotalsTable> = {
  hours: {
    name: "usage_hours",
    key: ["organization_id", "hour"],
    events: sql`
      select e.organization_id, date_trunc('hour', e.ts, 'UTC') as hour, ${isCall}::int as calls,
        ${isCall}::int * ${hasFailed} as failures, (not ${isCall})::int as executions,
        case when ${isCall} then ${bucket} end as bucket, '' as connection_slug
      from of_day as e where e.kind in ('call', 'execution')`,
    isOfDay: (day) =>
      sql`hour >= ${day}::timestamp at time zone 'UTC' and hour < (${day}::timestamp + interval '1 day') at time zone 'UTC'`,
  },
  days: {
    name: "usage_days",
    key: ["organization_id", "day", "connection_id", "tool"],
    events: sql`
      select e.organization_id, (e.ts at time zone 'UTC')::date as day,
        coalesce(e.connection_id, ${sql.lit(noConnection)}::uuid) as connection_id,
        case when ${isOwnTool} then coalesce(e.tool, '') else '' end as tool, 1 as calls, ${hasFailed} as failures,
        0 as executions, ${bucket} as bucket,
        case when ${isOwnTool} then coalesce(e.connection_slug, '') else '' end as connection_slug
      from of_day as e where ${isCall}`,
    isOfDay: (day) => sql`day = ${day}::date`,
  },
  dayKeys: {
    name: "usage_day_keys",
    key: ["organization_id", "day", "dimension", "key"],
    events: sql`
      select e.organization_id, (e.ts at time zone 'UTC')::date as day, dimension, coalesce(key, '') as key, 1 as calls,
        ${hasFailed} as failures, 0 as executions, ${bucket} as bucket, '' as connection_slug
      from of_day as e
      cross join lateral (values
        ('provider', ${isCall}, e.provider_type), ('user', ${isCall}, e.user_id::text),
        ('key', ${isCall}, e.api_key_id::text), ('client', ${isCall}, e.client_name), ('via', ${isCall}, e.via),
        ('error', ${isCall} and e.outcome <> 'ok', ${errorKeyOfEvent}), ('method', not ${isCall}, e.method)
      ) as keys (dimension, is_counted, key)
      where is_counted`,
    isOfDay: (day) => sql`day = ${day}::date`,
  },
};

/**
 * What has to be added to one day's totals (`YYYY-MM-DD`, UTC) so that they say what its events do. Nothing when all is well. Both are
 * read in one snapshot when the transaction has one.
 */
export async function compareDay(
  trx: Transaction,
  day: string,
): Promise<Record<keyof typeof tables, Group[]>> {
  return {
    hours: await compareTable(trx, tables.hours, day),
    days: await compareTable(trx, tables.days, day),
    dayKeys: await compareTable(trx, tables.dayKeys, day),
  };
}

async function compareTable(
  trx: Transaction,
  { name, key, events, isOfDay }: TotalsTable,
  day: string,
): Promise<Group[]> {
  const keys = sql.raw(key.join(", "));
  const storedExecutions = sql.raw(name === "usage_hours" ? "executions" : "0::bigint");
  const { rows } = await sql<DifferingRow>`
    with of_day as (
      select * from usage_events
      where ts >= ${day}::timestamp at time zone 'UTC' and ts < (${day}::timestamp + interval '1 day') at time zone 'UTC'
    ), counted as (
      select ${keys}, calls, failures, executions, connection_slug, ${wholeHistogram} as latency
      from (
        select ${keys}, sum(calls)::bigint as calls, sum(failures)::bigint as failures,
          sum(executions)::bigint as executions, max(connection_slug) as connection_slug,
          array_agg(bucket) as buckets, array_agg(calls) as counts
        from (
          select ${keys}, bucket, sum(calls)::bigint as calls, sum(failures)::bigint as failures,
            sum(executions)::bigint as executions, max(connection_slug) as connection_slug
          from (${events}) as events group by ${keys}, bucket
        ) as by_bucket
        group by ${keys}
      ) as grouped
    ), stored as (
      select ${keys}, calls, failures, ${storedExecutions} as executions, latency from ${sql.table(name)}
      where ${isOfDay(day)}
    )
    select array[${sql.raw(key.map((column) => `${column}::text`).join(", "))}] as key,
      coalesce(c.calls, 0) - coalesce(s.calls, 0) as calls,
      coalesce(c.failures, 0) - coalesce(s.failures, 0) as failures,
      coalesce(c.executions, 0) - coalesce(s.executions, 0) as executions,
      c.latency as counted, s.latency as stored, coalesce(c.connection_slug, '') as connection_slug
    from counted as c full join stored as s using (${keys})
    where (c.calls, c.failures, c.executions, c.latency) is distinct from (s.calls, s.failures, s.executions, s.latency)
    order by ${keys}
  `.execute(trx);
  return rows
    .map(({ counted, stored, ...row }) => {
      const length = Math.max(counted?.length ?? 0, stored?.length ?? 0);
      const latency = Array.from({ length }, (_, place) => (counted?.[place] ?? 0) - (stored?.[place] ?? 0));
      return { ...row, latency };
    })
    .filter(
      ({ calls, failures, executions, latency }) =>
        calls !== 0 || failures !== 0 || executions !== 0 || latency.some((count) => count !== 0),
    );
}
