import { AppError, type Call, type CallFilters, callFilters } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { type ExportFormat, exportRows } from "./export-rows.ts";
import { listCalls } from "./list-calls.ts";

const columns: readonly [name: string, read: (call: Call) => string | number | boolean | null][] = [
  ["time", (call) => call.at],
  ["id", (call) => call.id],
  ["client", (call) => call.client?.name ?? null],
  ["client_version", (call) => call.client?.version ?? null],
  ["user", (call) => call.user?.email ?? null],
  ["api_key_id", (call) => call.apiKeyId],
  ["profile", (call) => call.profile],
  ["connection", (call) => call.connection],
  ["tool", (call) => call.tool],
  ["exposed_name", (call) => call.exposedName],
  ["method", (call) => call.method],
  ["via", (call) => call.via],
  ["outcome", (call) => call.outcome],
  ["error_code", (call) => call.errorCode],
  ["error_message", (call) => call.errorMessage],
  ["sent", (call) => call.wasSent],
  ["queue_ms", (call) => call.queueMs],
  ["policy_ms", (call) => call.policyMs],
  ["upstream_ms", (call) => call.upstreamMs],
  ["total_ms", (call) => call.totalMs],
  ["bytes_in", (call) => call.bytesIn],
  ["bytes_out", (call) => call.bytesOut],
  ["units", (call) => call.units],
  ["prompt_session_id", (call) => call.promptSessionId],
  ["execution_id", (call) => call.executionId],
  ["request_id", (call) => call.requestId],
  ["trace_id", (call) => call.traceId],
];

/** The calls that the activity page shows with these filters, newest first, in chunks. Throws what `listCalls` throws, and `forbidden` for who looks as somebody else, before the first one. */
export async function* exportCalls(
  context: Context,
  rawInput: CallFilters,
  format: ExportFormat,
): AsyncGenerator<string> {
  requireAccess(context, "activity.list");
  if (context.actor.impersonation !== undefined) {
    throw new AppError("forbidden", "Who looks at what somebody else sees takes nothing along.", {
      next: "End it first, then do it as yourself.",
    });
  }
  const filters = callFilters.parse(rawInput);
  yield* exportRows({
    ...{ format, columns },
    readPage: async (cursor) => {
      const page = await listCalls(context, { ...filters, limit: 200, ...(cursor && { cursor }) });
      return { rows: page.calls, nextCursor: page.nextCursor };
    },
  });
}
