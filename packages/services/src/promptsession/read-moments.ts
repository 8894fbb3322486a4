import type { Approval, Outcome, PromptSessionView, SessionMoment, Via } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { TimeCursor } from "../time-cursor.ts";

type EventApproval = Extract<SessionMoment, { type: "event" }>["approval"];

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
  approvalId: string | null;
  askedAt: string | null;
  decidedAt: string | null;
  decidedVia: Approval["decidedVia"];
  deciderId: string | null;
  deciderName: string | null;
  deciderEmail: string | null;
};

/** What happened in a session after a place, oldest first: its metered calls and runs, and its other events. */
export async function readMoments(
  trx: Transaction,
  query: { organizationId: string; session: PromptSessionView; after: TimeCursor | null; limit: number },
): Promise<SessionMoment[]> {
  const { organizationId, session, after, limit } = query;
  const isAfter = (ts: string, id = "id") =>
    after === null
      ? sql`true`
      : sql`(${sql.ref(ts)}, ${sql.ref(id)}) > (${after.ts}::timestamptz, ${after.id}::uuid)`;
  const { rows } = await sql<MomentRow>`
    (
      select kind as type, id, ts, null as kind, null as subject, connection_slug as connection,
        coalesce(tool, exposed_name) as tool, via, outcome, error_code, queue_ms, upstream_ms, total_ms,
        bytes_out::float8 as bytes_out, execution_id,
        null::uuid as approval_id, null::timestamptz as asked_at, null::timestamptz as decided_at, null as decided_via,
        null::uuid as decider_id, null as decider_name, null as decider_email
      from usage_events
      where organization_id = ${organizationId} and prompt_session_id = ${session.id}
        and ts >= ${session.startedAt}::timestamptz - interval '1 hour'
        and ts < ${session.lastSeenAt}::timestamptz + interval '1 day' and ${isAfter("ts")}
      order by ts, id limit ${limit}
    ) union all (
      select 'event', e.id, e.ts, e.kind, e.subject, null, null, 'mcp', e.outcome, e.error_code, 0, null, e.total_ms, 0,
        null, a.id, a.created_at, a.decided_at, a.decided_via, d.id, d.name, d.email
      from session_events as e
      left join approvals as a on a.organization_id = e.organization_id and a.id = e.approval_id
      left join users as d on d.id = a.decided_by
      where e.organization_id = ${organizationId} and e.prompt_session_id = ${session.id} and ${isAfter("e.ts", "e.id")}
      order by e.ts, e.id limit ${limit}
    )
    order by ts, id limit ${limit}
  `.execute(trx);
  return rows.map(present);
}

function present(row: MomentRow): SessionMoment {
  const { id, ts: at, totalMs, errorCode } = row;
  if (row.type === "event") {
    const { type, kind, subject, outcome } = row;
    return { type, id, at, totalMs, errorCode, kind, subject, outcome, approval: approvalOf(row) };
  }
  const { type, outcome, connection, tool, via, queueMs, upstreamMs, bytesOut, executionId } = row;
  return {
    ...{ type, id, at, totalMs, errorCode, outcome, connection, tool },
    ...{ via, queueMs, upstreamMs, bytesOut, executionId },
  };
}

/** What a call waited for; null where it was something else, and when its approval is no longer kept. */
function approvalOf(row: MomentRow): EventApproval {
  const { approvalId: id, askedAt, decidedAt, decidedVia, deciderId, deciderName: name, deciderEmail } = row;
  if (id === null || askedAt === null) return null;
  const decidedBy =
    deciderId === null || deciderEmail === null ? null : { id: deciderId, name, email: deciderEmail };
  return { id, askedAt, decidedAt, decidedVia, decidedBy };
}
