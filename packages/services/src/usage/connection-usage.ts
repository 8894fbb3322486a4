import { sql } from "kysely";
import type { Context } from "../context.ts";

export interface ConnectionUsage {
  calls: number;
  failures: number;
  p95Ms: number | null;
  /** Calls an hour, oldest first, 24 numbers; the last is the hour under way. */
  hours: number[];
}

/** The last 24 hours of each connection, by id (or of one). */
export async function connectionUsage(
  context: Context,
  onlyId: string | null,
): Promise<Map<string, ConnectionUsage>> {
  const { organizationId } = context.actor;
  const only = onlyId === null ? sql`` : sql`and connection_id = ${onlyId}`;
  const { rows } = await context.services.database.withOrganization(organizationId, (trx) =>
    sql<{ connectionId: string; hoursAgo: number; calls: number; failures: number; p95Ms: number | null }>`
      with recent as (
        select connection_id, outcome, total_ms,
          floor(extract(epoch from date_trunc('hour', now()) - date_trunc('hour', ts)) / 3600)::int as hours_ago
        from usage_events
        where organization_id = ${organizationId} and kind = 'call' and connection_id is not null
          and ts > date_trunc('hour', now()) - interval '23 hours' ${only}
      )
      select connection_id as "connectionId", hours_ago as "hoursAgo", count(*)::int as calls,
        (count(*) filter (where outcome <> 'ok'))::int as failures, null::float8 as "p95Ms"
      from recent group by connection_id, hours_ago
      union all
      select connection_id, -1, count(*)::int, (count(*) filter (where outcome <> 'ok'))::int,
        percentile_cont(0.95) within group (order by total_ms)
      from recent group by connection_id
    `.execute(trx),
  );
  const usage = new Map<string, ConnectionUsage>();
  for (const row of rows) {
    const known = usage.get(row.connectionId) ?? {
      calls: 0,
      failures: 0,
      p95Ms: null,
      hours: new Array<number>(24).fill(0),
    };
    usage.set(row.connectionId, known);
    if (row.hoursAgo === -1) {
      known.calls = row.calls;
      known.failures = row.failures;
      known.p95Ms = row.p95Ms;
    } else if (row.hoursAgo < 24) {
      known.hours[23 - row.hoursAgo] = row.calls;
    }
  }
  return usage;
}
