import type { PromptSessionView } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { modernVersion } from "@patchops/protocol";
import { type RawBuilder, sql } from "kysely";
import { idleMs } from "./visit.ts";

interface SessionRow {
  id: string;
  clientName: string | null;
  clientVersion: string | null;
  userId: string;
  userName: string | null;
  userEmail: string;
  apiKeyId: string | null;
  apiKeyName: string | null;
  via: PromptSessionView["via"];
  protocolVersion: string | null;
  endpoint: string;
  address: string | null;
  userAgent: string | null;
  createdAt: string;
  lastSeenAt: string;
  endedAt: string | null;
  isLive: boolean;
  calls: number;
  failures: number;
  executions: number;
  bytesOut: number;
  contextBytes: number;
  toolMs: number;
}

/** Whether a session goes on, over `prompt_sessions as s`. */
export const isLive = sql<boolean>`(
  s.ended_at is null and s.last_seen_at > now() - ${sql.lit(idleMs)} * interval '1 millisecond')`;

/** Sessions of an organization that pass a condition over `prompt_sessions as s`, newest first, with what they came to. */
export async function readSessions(
  trx: Transaction,
  query: { organizationId: string; where: RawBuilder<unknown>; limit: number },
): Promise<PromptSessionView[]> {
  const { rows } = await sql<SessionRow>`
    with page as (
      select s.*, ${isLive} as is_live from prompt_sessions as s
      where s.organization_id = ${query.organizationId} and ${query.where}
      order by s.created_at desc, s.id desc limit ${query.limit}
    )
    select s.id, s.client_name, s.client_version, s.via, s.protocol_version, s.endpoint, s.address, s.user_agent,
      s.created_at, s.ended_at, greatest(s.last_seen_at, totals.last_call_at, noted.last_at)::timestamptz(3) as last_seen_at, s.is_live, s.user_id, u.name as user_name, u.email as user_email,
      k.id as api_key_id, k.name as api_key_name, totals.calls, totals.failures,
      totals.executions, totals.bytes_out, totals.context_bytes, totals.tool_ms
    from page as s
    join users as u on u.id = s.user_id
    left join api_keys as k on k.organization_id = s.organization_id and k.id = s.api_key_id
    cross join lateral (
      select
        count(*) filter (where e.kind = 'call')::int as calls,
        count(*) filter (where e.kind = 'call' and e.outcome <> 'ok')::int as failures,
        count(*) filter (where e.kind = 'execution')::int as executions,
        coalesce(sum(e.bytes_out), 0)::float8 as bytes_out,
        coalesce(sum(e.bytes_out) filter (where e.via <> 'code'), 0)::float8 as context_bytes,
        coalesce(sum(e.total_ms) filter (where e.kind = 'call'), 0)::float8 as tool_ms,
        -- A session is touched every 30 s at most; what it did says more exactly when it was heard of.
        max(e.ts + coalesce(e.total_ms, 0) * interval '1 millisecond') as last_call_at
      from usage_events as e
      where e.organization_id = s.organization_id and e.prompt_session_id = s.id
        -- Of the days, only those that the session saw are looked at.
        and e.ts >= s.created_at - interval '1 hour' and e.ts < s.last_seen_at + interval '1 day'
    ) as totals
    cross join lateral (
      select max(n.ts + coalesce(n.total_ms, 0) * interval '1 millisecond') as last_at
      from session_events as n
      where n.organization_id = s.organization_id and n.prompt_session_id = s.id
    ) as noted
    order by s.created_at desc, s.id desc
  `.execute(trx);
  return rows.map(present);
}

function present(row: SessionRow): PromptSessionView {
  const { protocolVersion } = row;
  return {
    id: row.id,
    client: row.clientName === null ? null : { name: row.clientName, version: row.clientVersion },
    user: { id: row.userId, name: row.userName, email: row.userEmail },
    apiKey: row.apiKeyId === null ? null : { id: row.apiKeyId, name: row.apiKeyName ?? "" },
    via: row.via,
    era: protocolVersion === null ? "none" : protocolVersion === modernVersion ? "modern" : "legacy",
    protocolVersion,
    endpoint: row.endpoint,
    address: row.address,
    userAgent: row.userAgent,
    startedAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    endedAt: row.endedAt,
    isLive: row.isLive,
    totals: {
      calls: row.calls,
      failures: row.failures,
      executions: row.executions,
      bytesOut: row.bytesOut,
      resultTokens: Math.ceil(row.contextBytes / 4),
      toolMs: row.toolMs,
    },
  };
}
