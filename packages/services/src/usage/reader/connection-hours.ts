import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { latencyBucket } from "../histogram.ts";
import { isoTime } from "../range.ts";

export interface ConnectionHoursQuery {
  organizationId: string;
  /** Null = all. */
  connectionId: string | null;
  fromMs: number;
}

/** Calls of a connection in one hour, in one bucket of latency. */
export interface ConnectionHour {
  connectionId: string;
  /** Counted from the query's beginning. */
  hour: number;
  bucket: number | null;
  calls: number;
  failures: number;
}

/** Counted one by one: for a day or so. */
export async function readConnectionHours(
  trx: Transaction,
  { organizationId, connectionId, fromMs }: ConnectionHoursQuery,
): Promise<ConnectionHour[]> {
  const from = isoTime(fromMs);
  const { rows } = await sql<ConnectionHour>`
    select connection_id, hour, bucket, count(*) as calls, count(*) filter (where has_failed) as failures
    from (
      select connection_id, outcome <> 'ok' as has_failed, ${latencyBucket(sql.raw("total_ms"))} as bucket,
        floor(extract(epoch from ts - ${from}::timestamptz) / 3600)::int as hour
      from usage_events
      where organization_id = ${organizationId} and kind = 'call' and ts >= ${from}
        and ${connectionId === null ? sql`connection_id is not null` : sql`connection_id = ${connectionId}`}
    ) as calls
    group by connection_id, hour, bucket
  `.execute(trx);
  return rows;
}
