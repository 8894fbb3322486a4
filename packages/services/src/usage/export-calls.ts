import { type Call, type CallFilters, callFilters } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { csvLine } from "./csv-line.ts";
import { listCalls } from "./list-calls.ts";

const columns: readonly [name: string, read: (call: Call) => string | number | boolean | null][] = [
  ["time", (call) => call.at],
  ["id", (call) => call.id],
  ["client", (call) => call.client?.name ?? null],
  ["client_version", (call) => call.client?.version ?? null],
  ["user", (call) => call.user?.email ?? null],
  ["api_key_id", (call) => call.apiKeyId],
  ["connection", (call) => call.connection],
  ["tool", (call) => call.tool],
  ["via", (call) => call.via],
  ["outcome", (call) => call.outcome],
  ["error_code", (call) => call.errorCode],
  ["error_message", (call) => call.errorMessage],
  ["sent", (call) => call.wasSent],
  ["queue_ms", (call) => call.queueMs],
  ["upstream_ms", (call) => call.upstreamMs],
  ["total_ms", (call) => call.totalMs],
  ["bytes_in", (call) => call.bytesIn],
  ["bytes_out", (call) => call.bytesOut],
  ["units", (call) => call.units],
  ["prompt_session_id", (call) => call.promptSessionId],
  ["execution_id", (call) => call.executionId],
  ["request_id", (call) => call.requestId],
];

/** The calls that the activity page shows with these filters, as CSV (RFC 4180), newest first, in chunks of lines. */
export async function* exportCalls(context: Context, rawInput: CallFilters): AsyncGenerator<string> {
  requireAccess(context, "activity.list");
  const filters = callFilters.parse(rawInput);
  yield csvLine(columns.map(([name]) => name));
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listCalls>> = await listCalls(context, {
      ...filters,
      limit: 200,
      ...(cursor === null ? {} : { cursor }),
    });
    if (page.calls.length > 0) {
      yield page.calls.map((call) => csvLine(columns.map(([, read]) => read(call)))).join("");
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
