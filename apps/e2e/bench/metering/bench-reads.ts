import { openUsageReader } from "@patchops/services";
import { median } from "../median.ts";
import type { Row } from "../report.ts";
import type { BenchDatabase } from "./open-bench-database.ts";

const days = 30;
const dayMs = 86_400_000;
const rounds = 7;
/** The one that is looked at has a tenth of the events. */
const organizationId = "01900000-0000-7000-8000-000000000001";

/**
 * Thirty days of calls by tool and by client with their percentiles, as the usage page asks for them: from day totals, against the
 * same from the events themselves. `events` are spread over the days and over organizations; they go with the database.
 */
export async function benchReads({ database, owner }: BenchDatabase, events: number): Promise<Row[]> {
  const toMs = Math.ceil(Date.now() / dayMs) * dayMs;
  const fromMs = toMs - days * dayMs;
  const from = new Date(fromMs).toISOString();
  await fill(owner, { from, perDay: Math.ceil(events / days) });
  const reader = openUsageReader(database);
  const query = {
    organizationId,
    filters: {},
    interval: "day" as const,
    range: { fromMs, toMs },
    nowMs: toMs,
  };
  const byTotals = async () => {
    await reader.cells({ ...query, groupBy: "tool" });
    await reader.cells({ ...query, groupBy: "client" });
  };
  const byEvents = async () => {
    for (const key of ["tool", "client_name"]) {
      await owner.query(
        `select (ts at time zone 'UTC')::date, ${key}, count(*), count(*) filter (where outcome <> 'ok'),
          percentile_cont(array[0.5, 0.95, 0.99]) within group (order by total_ms)
        from usage_events where organization_id = $1 and ts >= $2 and kind = 'call' group by 1, 2`,
        [organizationId, from],
      );
    }
  };
  const timed = async (run: () => Promise<void>) => {
    const startedMs = performance.now();
    await run();
    return performance.now() - startedMs;
  };
  const [own, raw]: [number[], number[]] = [[], []];
  await timed(byTotals);
  for (let round = 0; round < rounds; round += 1) own.push(await timed(byTotals));
  for (let round = 0; round < 2; round += 1) raw.push(await timed(byEvents));
  const note = `${(events / 1e6).toFixed(1)} M events; from events ${median(raw).toFixed(0)} ms`;
  return [
    {
      name: "usage of 30 days by tool and by client",
      value: median(own) / 2,
      unit: "ms each",
      note,
      atMost: 50,
    },
    {
      name: "usage of 30 days, from totals",
      value: median(raw) / median(own),
      unit: "x events",
      note: "",
      atLeast: 20,
    },
  ];
}

/** A day at a time, each with its totals; past days have their partitions made. */
async function fill(
  owner: BenchDatabase["owner"],
  { from, perDay }: { from: string; perDay: number },
): Promise<void> {
  await owner.query("select set_config('patchops.is_migrating', 'yes', false)");
  await owner.query("set synchronous_commit = off");
  // Filled in minutes, not with a checkpoint every few seconds.
  await owner.query("alter system set max_wal_size = '16GB'");
  await owner.query("alter system set checkpoint_timeout = '30min'");
  await owner.query("select pg_reload_conf()");
  await owner.query("select ensure_usage_partitions($1::timestamptz::date, $2)", [from, days + 1]);
  for (let day = 0; day < days; day += 1) {
    await owner.query(
      `insert into usage_events (organization_id, id, ts, kind, method, via, client_name, connection_id, connection_slug,
        tool, outcome, was_sent, queue_ms, upstream_ms, total_ms, bytes_in, bytes_out, units)
      select case when n % 10 = 0 then $1::uuid else md5((n % 50)::text)::uuid end, gen_random_uuid(),
        $2::timestamptz + make_interval(days => $3, secs => 86399.0 * n / $4), 'call', 'tools/call', 'mcp',
        'client ' || n % 4, md5((n % 5)::text)::uuid, 'connection' || n % 5, 'tool ' || n % 20,
        case when n % 40 = 0 then 'error' else 'ok' end, true, 0.5, ms, ms + 1, 120, 2400, 1
      from (select n, 10 * exp(3 * random()) as ms from generate_series(1, $4::int) as n) as made`,
      [organizationId, from, day, perDay],
    );
  }
  for (const { table, key, value } of [
    {
      table:
        "usage_days (organization_id, day, connection_id, tool, connection_slug, calls, failures, latency)",
      key: "organization_id, day, connection_id, tool, connection_slug",
      value: "connection_id, tool, connection_slug",
    },
    {
      table: "usage_day_keys (organization_id, day, dimension, key, calls, failures, latency)",
      key: "organization_id, day, dimension, key",
      value: "'client' as dimension, client_name as key",
    },
  ]) {
    await owner.query(
      `insert into ${table}
      select ${key}, sum(n), sum(failures), (
        select array_agg(coalesce(filled.n, 0) order by place) from generate_series(0, 63) as place
        left join unnest(array_agg(bucket), array_agg(cells.n)) as filled (bucket, n) on filled.bucket = place)
      from (
        select organization_id, (ts at time zone 'UTC')::date as day, ${value},
          least(63, floor(3 * ln(total_ms * 10) / ln(2.0::double precision)))::int as bucket, count(*) as n,
          count(*) filter (where outcome <> 'ok') as failures
        from usage_events where organization_id = $1 and ts >= $2
        group by ${key}, bucket
      ) as cells
      group by ${key}`,
      [organizationId, from],
    );
  }
  await owner.query("analyze usage_events");
}
