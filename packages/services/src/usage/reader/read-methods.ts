import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { emptyHistogram, latencyBucket } from "../histogram.ts";
import { dayMs, isoTime, splitRange } from "../range.ts";
import { callConditions } from "./call-conditions.ts";
import { hasFilters } from "./has-filters.ts";
import type { CountsQuery } from "./read-failures.ts";

/** What was metered of one method. */
export interface MethodCount {
  method: string;
  calls: number;
  failures: number;
  latency: number[];
}

/** All that was metered, by method: whole days from rollups when there is no filter, all else from events. A method may come in several counts. */
export async function readMethods(trx: Transaction, query: CountsQuery): Promise<MethodCount[]> {
  const { organizationId, range, filters, nowMs } = query;
  const { whole, edges } = hasFilters(filters, [])
    ? { whole: null, edges: [range] }
    : splitRange(range, { unitMs: dayMs, nowMs });
  const counts: MethodCount[] = [];
  if (whole) {
    const [from, to] = [isoTime(whole.fromMs).slice(0, 10), isoTime(whole.toMs).slice(0, 10)];
    const { rows } = await sql<MethodCount>`
      select key as method, calls, failures, latency from usage_day_keys
      where organization_id = ${organizationId} and dimension = 'method' and day >= ${from} and day < ${to}
      union all
      select 'tools/call', calls, failures, latency from usage_day_keys
      where organization_id = ${organizationId} and dimension = 'via' and day >= ${from} and day < ${to}
    `.execute(trx);
    counts.push(...rows);
  }
  for (const edge of edges) {
    const times = { from: isoTime(edge.fromMs), to: isoTime(edge.toMs) };
    const { rows } = await sql<Omit<MethodCount, "latency"> & { bucket: number | null }>`
      select case when e.kind = 'call' then 'tools/call' else e.method end as method,
        ${latencyBucket(sql.raw("e.total_ms"))} as bucket, count(*) as calls,
        count(*) filter (where e.outcome <> 'ok') as failures
      from usage_events as e where ${callConditions(organizationId, { ...filters, ...times })}
      group by 1, 2
    `.execute(trx);
    for (const { bucket, ...row } of rows) {
      const latency = emptyHistogram();
      if (bucket !== null) latency[bucket] = row.calls;
      counts.push({ ...row, latency });
    }
  }
  return counts;
}
