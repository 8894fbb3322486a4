import type { Outcome, PromptSessionView, SessionMoment, Via } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { TimeCursor } from "../time-cursor.ts";

interface EventRow {
  type: "event";
  kind: string;
  outcome: string;
}

interface CallRow {
  type: "call" | "execution";
  kind: null;
  outcome: Outcome;
}

type MomentRow = (EventRow | CallRow) & {
  id: string;
  ts: string;
  subject: string | null;
  connection: string | null;
  tool: string | null;
  via: Via;
  errorCode: string | null;
  queueMs: number;
  upstreamMs: number | null;
  totalMs: number | null;
  bytesOut: number;
  executionId: string | null;
};

/** What happened in a session after a place, oldest first: its metered calls and runs, and its other events. */
export async function readMoments(
  trx: Transaction,
  query: { organizationId: string; session: PromptSessionView; after: TimeCursor | null; limit: number },
): Promise<SessionMoment[]> {
  const { organizationId, session, after, limit } = query;
  const isAfter = (ts: string) =>
    after === null ? sql`true` : sql`(${sql.ref(ts)}, id) > (${after.ts}::timestamptz, ${after.id}::uuid)`;
  const { rows } = await sql<MomentRow>`
    (
      select kind as type, id, ts, null as kind, null as subject, connection_slug as connection,
        coalesce(tool, exposed_name) as tool, via, outcome, error_code, queue_ms, upstream_ms, total_ms,
        bytes_out::float8 as bytes_out, execution_id
      from usage_events
      where organization_id = ${organizationId} and prompt_session_id = ${session.id}
        and ts >= ${session.startedAt}::timestamptz - interval '1 hour'
        and ts < ${session.lastSeenAt}::timestamptz + interval '1 day' and ${isAfter("ts")}
      order by ts, id limit ${limit}
    ) union all (
      select 'event', id, ts, kind, subject, null, null, 'mcp', outcome, error_code, 0, null, total_ms, 0, null
      from session_events
      where organization_id = ${organizationId} and prompt_session_id = ${session.id} and ${isAfter("ts")}
      order by ts, id limit ${limit}
    )
    order by ts, id limit ${limit}
  `.execute(trx);
  return rows.map(present);
}

function present(row: MomentRow): SessionMoment {
  const { id, ts: at, totalMs, errorCode } = row;
  if (row.type === "event") {
    const { type, kind, subject, outcome } = row;
    return { type, id, at, totalMs, errorCode, kind, subject, outcome };
  }
  const { type, outcome, connection, tool, via, queueMs, upstreamMs, bytesOut, executionId } = row;
  return {
    ...{ type, id, at, totalMs, errorCode, outcome, connection, tool },
    ...{ via, queueMs, upstreamMs, bytesOut, executionId },
  };
}
