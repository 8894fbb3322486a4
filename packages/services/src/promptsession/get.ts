import {
  AppError,
  type GetPromptSessionInput,
  getPromptSessionInput,
  type PromptSessionDetail,
} from "@patchops/contract";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readTimeCursor, writeTimeCursor } from "../time-cursor.ts";
import { readMoments } from "./read-moments.ts";
import { readSessions } from "./read-sessions.ts";
import { flushSessionEvents } from "./session-events.ts";

/** One prompt session with a page of what happened in it, oldest first. Throws `not_found`, also for another organization's. */
export async function getPromptSession(
  context: Context,
  rawInput: GetPromptSessionInput,
): Promise<PromptSessionDetail> {
  requireAccess(context, "promptSession.get");
  const { id, limit, cursor } = getPromptSessionInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const after = cursor === undefined ? null : readTimeCursor(cursor);
  await Promise.all([services.meter.flush(), flushSessionEvents(services)]);
  const [session] = await readSessions(services, { organizationId, where: sql`s.id = ${id}`, limit: 1 });
  if (!session) {
    throw new AppError("not_found", "There is no such session, or it belongs to another organization.", {
      next: "Look for it in the list of sessions.",
    });
  }
  const read = await readMoments(services, { organizationId, session, after, limit: limit + 1 });
  const timeline = read.slice(0, limit);
  const last = read.length > limit ? timeline.at(-1) : undefined;
  return { session, timeline, nextCursor: last ? writeTimeCursor({ ts: last.at, id: last.id }) : null };
}
