import { arrayLiteral, type Transaction } from "@patchops/db";
import { sql } from "kysely";

/** A prompt session and when it was heard of. */
export interface SessionSpan {
  id: string;
  createdAt: string;
  lastSeenAt: string;
}

export interface SessionTotals {
  calls: number;
  failures: number;
  executions: number;
  bytesOut: number;
  /** Of `bytesOut`, what its client got itself: not the answers that a program took. */
  contextBytes: number;
  toolMs: number;
  lastEventAt: string;
}

export async function readSessionTotals(
  trx: Transaction,
  { organizationId, sessions }: { organizationId: string; sessions: readonly SessionSpan[] },
): Promise<Map<string, SessionTotals>> {
  const { rows } = await sql<SessionTotals & { id: string }>`
    select s.id, totals.*
    from unnest(
      ${arrayLiteral(sessions.map(({ id }) => id))}::uuid[],
      ${arrayLiteral(sessions.map(({ createdAt }) => createdAt))}::timestamptz[],
      ${arrayLiteral(sessions.map(({ lastSeenAt }) => lastSeenAt))}::timestamptz[]
    ) as s (id, created_at, last_seen_at)
    cross join lateral (
      select
        count(*) filter (where e.kind = 'call')::int as calls,
        count(*) filter (where e.kind = 'call' and e.outcome <> 'ok')::int as failures,
        count(*) filter (where e.kind = 'execution')::int as executions,
        coalesce(sum(e.bytes_out), 0)::float8 as bytes_out,
        coalesce(sum(e.bytes_out) filter (where e.via <> 'code'), 0)::float8 as context_bytes,
        coalesce(sum(e.total_ms) filter (where e.kind = 'call'), 0)::float8 as tool_ms,
        max(e.ts + coalesce(e.total_ms, 0) * interval '1 millisecond')::timestamptz(3) as last_event_at
      from usage_events as e
      where e.organization_id = ${organizationId} and e.prompt_session_id = s.id
        -- Of the days, only those that the session saw are looked at.
        and e.ts >= s.created_at - interval '1 hour' and e.ts < s.last_seen_at + interval '1 day'
    ) as totals
    where totals.last_event_at is not null
  `.execute(trx);
  return new Map(rows.map(({ id, ...totals }) => [id, totals]));
}
