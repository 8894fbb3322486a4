import type { Call, CallFilters } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import { type RawBuilder, type Selectable, sql } from "kysely";
import { callConditions } from "./call-conditions.ts";

export interface CallsQuery {
  organizationId: string;
  filters: CallFilters;
  /** A further SQL condition over `usage_events as e`. */
  where?: RawBuilder<unknown>;
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
    .where(sql<boolean>`${query.where ?? sql`true`}`)
    .orderBy("e.ts", "desc")
    .orderBy("e.id", "desc")
    .limit(query.limit)
    .execute();
  return rows.map(presentCall);
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
    upstreamMs: row.upstreamMs,
    totalMs: row.totalMs,
    bytesIn: row.bytesIn,
    bytesOut: row.bytesOut,
    units: row.units,
    promptSessionId: row.promptSessionId,
    executionId: row.executionId,
    requestId: row.requestId,
  };
}
