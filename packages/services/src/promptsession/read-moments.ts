import type { Approval, PromptSessionView, SessionMoment } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../context.ts";
import type { TimeCursor } from "../time-cursor.ts";

type EventMoment = Extract<SessionMoment, { type: "event" }>;

interface EventRow {
  id: string;
  at: string;
  kind: string;
  subject: string | null;
  outcome: string;
  errorCode: string | null;
  totalMs: number | null;
  approvalId: string | null;
  askedAt: string | null;
  decidedAt: string | null;
  decidedVia: Approval["decidedVia"];
  deciderId: string | null;
  deciderName: string | null;
  deciderEmail: string | null;
}

interface MomentsQuery {
  organizationId: string;
  session: PromptSessionView;
  after: TimeCursor | null;
  limit: number;
}

/** What happened in a session after a place, oldest first: its metered calls and runs, and its other events. */
export async function readMoments(services: Services, query: MomentsQuery): Promise<SessionMoment[]> {
  const [metered, noted] = await Promise.all([
    services.usage.sessionRows(query),
    readEvents(services, query),
  ]);
  const programs = await readPrograms(services, query.organizationId, metered);
  const runs = metered.map((each) => {
    const program = each.type === "execution" ? (programs.get(each.executionId ?? "") ?? null) : null;
    return { ...each, program };
  });
  return [...runs, ...noted]
    .sort((a, b) => (a.at < b.at || (a.at === b.at && a.id < b.id) ? -1 : 1))
    .slice(0, query.limit);
}

/** What the runs among these were runs of. */
async function readPrograms(
  { database }: Services,
  organizationId: string,
  moments: readonly { type: string; executionId: string | null }[],
): Promise<ReadonlyMap<string, string | null>> {
  const ids = moments.flatMap(({ type, executionId }) =>
    type === "execution" && executionId !== null ? [executionId] : [],
  );
  if (ids.length === 0) return new Map();
  const rows = await database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executions")
      .select(["id", "snippetName"])
      .where("organizationId", "=", organizationId)
      .where("id", "in", ids)
      .execute(),
  );
  return new Map(rows.map(({ id, snippetName }) => [id, snippetName]));
}

async function readEvents({ database }: Services, query: MomentsQuery): Promise<EventMoment[]> {
  const { organizationId, session, after, limit } = query;
  const { rows } = await database.withOrganization(organizationId, (trx) =>
    sql<EventRow>`
      select e.id, e.ts as at, e.kind, e.subject, e.outcome, e.error_code, e.total_ms,
        a.id as approval_id, a.created_at as asked_at, a.decided_at, a.decided_via,
        d.id as decider_id, d.name as decider_name, d.email as decider_email
      from session_events as e
      left join approvals as a on a.organization_id = e.organization_id and a.id = e.approval_id
      left join users as d on d.id = a.decided_by
      where e.organization_id = ${organizationId} and e.prompt_session_id = ${session.id}
        and ${after === null ? sql`true` : sql`(e.ts, e.id) > (${after.ts}::timestamptz, ${after.id}::uuid)`}
      order by e.ts, e.id limit ${limit}
    `.execute(trx),
  );
  return rows.map((row) => {
    const { id, at, totalMs, errorCode, kind, subject, outcome } = row;
    return { type: "event", id, at, totalMs, errorCode, kind, subject, outcome, approval: approvalOf(row) };
  });
}

/** What a call waited for; null where it was something else, and when its approval is no longer kept. */
function approvalOf(row: EventRow): EventMoment["approval"] {
  const { approvalId: id, askedAt, decidedAt, decidedVia, deciderId, deciderName: name, deciderEmail } = row;
  if (id === null || askedAt === null) return null;
  const decidedBy =
    deciderId === null || deciderEmail === null ? null : { id: deciderId, name, email: deciderEmail };
  return { id, askedAt, decidedAt, decidedVia, decidedBy };
}
