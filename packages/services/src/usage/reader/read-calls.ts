import type { Call, CallFilters } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { TimeCursor } from "../../time-cursor.ts";
import { callConditions } from "./call-conditions.ts";

export interface CallsQuery {
  organizationId: string;
  filters: CallFilters;
  /** Only these. */
  ids?: readonly string[];
  /** Only what comes behind this place. */
  after?: TimeCursor;
  /** Only those that ended at this time or later (ISO 8601), of those that began since `from` of the filters. */
  endedSince?: string;
  limit: number;
}

type CallRow = Selectable<Tables["usageEvents"]> & { userName: string | null; userEmail: string | null };

/** The calls (not the runs) of an organization that pass the filters, newest first, with who made them. */
export async function readCalls(trx: Transaction, query: CallsQuery): Promise<Call[]> {
  const rows = await trx
    .selectFrom("usageEvents as e")
    .leftJoin("users as u", "u.id", "e.userId")
    .selectAll("e")
    .select(["u.name as userName", "u.email as userEmail"])
    .where("e.kind", "=", "call")
    .where(callConditions(query.organizationId, query.filters))
    .where(narrowing(query))
    .orderBy("e.ts", "desc")
    .orderBy("e.id", "desc")
    .limit(query.limit)
    .execute();
  return rows.map(presentCall);
}

function narrowing({ ids, after, endedSince }: CallsQuery): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (ids !== undefined) conditions.push(sql`e.id = any(${ids}::uuid[])`);
  if (after !== undefined) {
    // The first condition alone is what the index and the partitions can use.
    conditions.push(sql`e.ts <= ${after.ts} and (e.ts, e.id) < (${after.ts}, ${after.id}::uuid)`);
  }
  if (endedSince !== undefined) {
    conditions.push(sql`e.ts + coalesce(e.total_ms, 0) * interval '1 millisecond' >= ${endedSince}`);
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function presentCall(row: CallRow): Call {
  return {
    id: row.id,
    at: row.ts,
    method: row.method,
    via: row.via,
    client: row.clientName === null ? null : { name: row.clientName, version: row.clientVersion },
    user:
      row.userId === null || row.userEmail === null
        ? null
        : { id: row.userId, name: row.userName, email: row.userEmail },
    apiKeyId: row.apiKeyId,
    connection: row.connectionSlug,
    tool: row.tool,
    exposedName: row.exposedName,
    profile: row.profile,
    outcome: row.outcome,
    errorCode: row.errorCode,
    errorMessage: row.errorMessage,
    wasSent: row.wasSent,
    queueMs: row.queueMs,
    policyMs: row.policyMs,
    upstreamMs: row.upstreamMs,
    totalMs: row.totalMs,
    bytesIn: row.bytesIn,
    bytesOut: row.bytesOut,
    units: row.units,
    promptSessionId: row.promptSessionId,
    executionId: row.executionId,
    requestId: row.requestId,
    traceId: row.traceId,
  };
}
