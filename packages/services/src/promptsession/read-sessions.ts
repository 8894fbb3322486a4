import type { PromptSessionView } from "@patchops/contract";
import { modernVersion } from "@patchops/protocol";
import { type RawBuilder, sql } from "kysely";
import type { Services } from "../context.ts";
import type { SessionTotals } from "../usage/index.ts";
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
  /** The end of what was noted of it last. */
  notedAt: string | null;
  endedAt: string | null;
  isLive: boolean;
}

/** Whether a session goes on, over `prompt_sessions as s`. */
export const isLive = sql<boolean>`(
  s.ended_at is null and s.last_seen_at > now() - ${sql.lit(idleMs)} * interval '1 millisecond')`;

/** Sessions of an organization that pass a condition over `prompt_sessions as s`, newest first, with what they came to. */
export async function readSessions(
  services: Services,
  query: { organizationId: string; where: RawBuilder<unknown>; limit: number },
): Promise<PromptSessionView[]> {
  const { organizationId } = query;
  const { rows } = await services.database.withOrganization(organizationId, (trx) =>
    sql<SessionRow>`
    with page as (
      select s.*, ${isLive} as is_live from prompt_sessions as s
      where s.organization_id = ${organizationId} and ${query.where}
      order by s.created_at desc, s.id desc limit ${query.limit}
    )
    select s.id, s.client_name, s.client_version, s.via, s.protocol_version, s.endpoint, s.address, s.user_agent,
      s.created_at, s.ended_at, s.last_seen_at, noted.last_at as noted_at, s.is_live, s.user_id, u.name as user_name, u.email as user_email,
      k.id as api_key_id, k.name as api_key_name
    from page as s
    join users as u on u.id = s.user_id
    left join api_keys as k on k.organization_id = s.organization_id and k.id = s.api_key_id
    cross join lateral (
      select max(n.ts + coalesce(n.total_ms, 0) * interval '1 millisecond')::timestamptz(3) as last_at
      from session_events as n
      where n.organization_id = s.organization_id and n.prompt_session_id = s.id
    ) as noted
    order by s.created_at desc, s.id desc
  `.execute(trx),
  );
  const totals = await services.usage.sessionTotals({ organizationId, sessions: rows });
  return rows.map((row) => present(row, totals.get(row.id) ?? noTotals));
}

const noTotals: Omit<SessionTotals, "lastEventAt"> & { lastEventAt?: undefined } = {
  ...{ calls: 0, failures: 0, executions: 0, bytesOut: 0, contextBytes: 0, toolMs: 0 },
};

function present(row: SessionRow, totals: SessionTotals | typeof noTotals): PromptSessionView {
  // A session is touched every 30 s at most; what it did says more exactly when it was heard of.
  const heard = [row.lastSeenAt, row.notedAt ?? "", totals.lastEventAt ?? ""].toSorted();
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
    lastSeenAt: heard.at(-1) ?? row.lastSeenAt,
    endedAt: row.endedAt,
    isLive: row.isLive,
    totals: {
      calls: totals.calls,
      failures: totals.failures,
      executions: totals.executions,
      bytesOut: totals.bytesOut,
      resultTokens: Math.ceil(totals.contextBytes / 4),
      toolMs: totals.toolMs,
    },
  };
}
