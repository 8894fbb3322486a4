import type { Outcome, Via } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { TimeCursor } from "../../time-cursor.ts";

export interface SessionRowsQuery {
  organizationId: string;
  session: { id: string; startedAt: string; lastSeenAt: string };
  after: TimeCursor | null;
  limit: number;
}

/** A call or run of a prompt session. */
export interface MeteredMoment {
  type: "call" | "execution";
  id: string;
  at: string;
  connection: string | null;
  tool: string | null;
  via: Via;
  outcome: Outcome;
  errorCode: string | null;
  queueMs: number;
  upstreamMs: number | null;
  totalMs: number | null;
  bytesOut: number;
  executionId: string | null;
}

export async function readSessionRows(
  trx: Transaction,
  { organizationId, session, after, limit }: SessionRowsQuery,
): Promise<MeteredMoment[]> {
  const { rows } = await sql<MeteredMoment>`
    select kind as type, id, ts as at, connection_slug as connection, coalesce(tool, exposed_name) as tool, via, outcome,
      error_code, queue_ms + policy_ms as queue_ms, upstream_ms, total_ms, bytes_out::float8 as bytes_out, execution_id
    from usage_events
    where organization_id = ${organizationId} and prompt_session_id = ${session.id} and kind in ('call', 'execution')
      and ts >= ${session.startedAt}::timestamptz - interval '1 hour'
      and ts < ${session.lastSeenAt}::timestamptz + interval '1 day'
      and ${after === null ? sql`true` : sql`(ts, id) > (${after.ts}::timestamptz, ${after.id}::uuid)`}
    order by ts, id limit ${limit}
  `.execute(trx);
  return rows;
}
