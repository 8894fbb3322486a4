import { type CallPage, type ListCallsInput, listCallsInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readTimeCursor, writeTimeCursor } from "../time-cursor.ts";
import { shownCall } from "./shown-call.ts";

/** The organization's calls, newest first. A cursor keeps its place while new calls come in. */
export async function listCalls(context: Context, rawInput: ListCallsInput): Promise<CallPage> {
  requireAccess(context, "activity.list");
  const { cursor, limit, ...filters } = listCallsInput.parse(rawInput);
  const { services, actor } = context;
  const after = cursor === undefined ? null : readTimeCursor(cursor);
  await services.meter.flush();
  const read = await services.usage.calls({
    organizationId: actor.organizationId,
    filters,
    limit: limit + 1,
    ...(after === null ? {} : { after }),
  });
  const calls = read.slice(0, limit).map((call) => shownCall(context, call));
  const last = read.length > limit ? calls.at(-1) : undefined;
  return { calls, nextCursor: last ? writeTimeCursor({ ts: last.at, id: last.id }) : null };
}
