import { arrayLiteral, type Database } from "@patchops/db";
import { sql } from "kysely";

export interface SessionEventRow {
  organizationId: string;
  id: string;
  promptSessionId: string;
  ts: string;
  kind: string;
  subject: string | null;
  outcome: string;
  errorCode: string | null;
  totalMs: number;
  requestId: string | null;
  approvalId: string | null;
}

/** Stores what happened in sessions of any organization; of sessions that are gone nothing. */
export async function storeSessionEvents(
  database: Database,
  events: readonly SessionEventRow[],
): Promise<void> {
  const column = (field: keyof SessionEventRow, type: string) =>
    sql`${arrayLiteral(events.map((event) => event[field]))}::${sql.raw(type)}[]`;
  await sql`
    insert into session_events
      (organization_id, id, prompt_session_id, ts, kind, subject, outcome, error_code, total_ms, request_id, approval_id)
    select event.* from unnest(
      ${column("organizationId", "uuid")}, ${column("id", "uuid")}, ${column("promptSessionId", "uuid")},
      ${column("ts", "timestamptz")}, ${column("kind", "text")}, ${column("subject", "text")},
      ${column("outcome", "text")}, ${column("errorCode", "text")}, ${column("totalMs", "float8")},
      ${column("requestId", "text")}, ${column("approvalId", "uuid")}
    ) as event
      (organization_id, id, prompt_session_id, ts, kind, subject, outcome, error_code, total_ms, request_id, approval_id)
    join prompt_sessions as s on s.organization_id = event.organization_id and s.id = event.prompt_session_id
    on conflict do nothing
  `.execute(database.system);
}
