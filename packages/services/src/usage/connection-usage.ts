import { sql } from "kysely";
import type { Context } from "../context.ts";
import { emptyHistogram, latencyBucket, quantileMs } from "./histogram.ts";
import { hourMs, isoTime } from "./range.ts";

export interface ConnectionUsage {
  calls: number;
  failures: number;
  p95Ms: number | null;
  /** Calls in each of the last 24 hours, the running one last. */
  hours: number[];
}

const hourCount = 24;

/** The last 24 hours of each connection that had calls (or of one), by its id. For verbs that have checked their own scope. */
export async function connectionUsage(
  context: Context,
  connectionId: string | null,
): Promise<Map<string, ConnectionUsage>> {
  const { services, actor } = context;
  const { organizationId } = actor;
  const firstHourMs = (Math.floor(Date.now() / hourMs) - hourCount + 1) * hourMs;
  const from = isoTime(firstHourMs);
  const { rows } = await services.database.withOrganization(organizationId, (trx) =>
    sql<{ id: string; hour: number; bucket: number | null; calls: number; failures: number }>`
      select connection_id as id, hour, bucket, count(*) as calls, count(*) filter (where has_failed) as failures
      from (
        select connection_id, outcome <> 'ok' as has_failed, ${latencyBucket(sql.raw("total_ms"))} as bucket,
          floor(extract(epoch from ts - ${from}::timestamptz) / 3600)::int as hour
        from usage_events
        where organization_id = ${organizationId} and kind = 'call' and ts >= ${from}
          and ${connectionId === null ? sql`connection_id is not null` : sql`connection_id = ${connectionId}`}
      ) as calls
      group by connection_id, hour, bucket
    `.execute(trx),
  );
  const found = new Map<string, { usage: ConnectionUsage; latency: number[] }>();
  for (const { id, hour, bucket, calls, failures } of rows) {
    const connection = found.get(id) ?? {
      usage: { calls: 0, failures: 0, p95Ms: null, hours: new Array<number>(hourCount).fill(0) },
      latency: emptyHistogram(),
    };
    found.set(id, connection);
    const { usage, latency } = connection;
    usage.calls += calls;
    usage.failures += failures;
    const place = Math.min(hour, hourCount - 1);
    usage.hours[place] = (usage.hours[place] ?? 0) + calls;
    if (bucket !== null) latency[bucket] = (latency[bucket] ?? 0) + calls;
  }
  return new Map(
    Array.from(found, ([id, { usage, latency }]) => [id, { ...usage, p95Ms: quantileMs(latency, 0.95) }]),
  );
}
