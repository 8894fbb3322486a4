import {
  idSchema,
  type ListPromptSessionsInput,
  listPromptSessionsInput,
  type PromptSessionPage,
} from "@patchops/contract";
import { modernVersion } from "@patchops/protocol";
import { type RawBuilder, sql } from "kysely";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readTimeCursor, writeTimeCursor } from "../time-cursor.ts";
import { isLive, readSessions } from "./read-sessions.ts";
import { flushSessionEvents } from "./session-events.ts";

/** The organization's prompt sessions, newest first, with what they came to. */
export async function listPromptSessions(
  context: Context,
  rawInput: ListPromptSessionsInput,
): Promise<PromptSessionPage> {
  requireAccess(context, "promptSession.list");
  const input = listPromptSessionsInput.parse(rawInput);
  const { services, actor } = context;
  const where = sql.join(conditionsOf(input), sql` and `);
  await Promise.all([services.meter.flush(), flushSessionEvents(services)]);
  const { organizationId } = actor;
  const read = await readSessions(services, { organizationId, where, limit: input.limit + 1 });
  const sessions = read.slice(0, input.limit);
  const last = read.length > input.limit ? sessions.at(-1) : undefined;
  return { sessions, nextCursor: last ? writeTimeCursor({ ts: last.startedAt, id: last.id }) : null };
}

function conditionsOf(input: ReturnType<typeof listPromptSessionsInput.parse>): RawBuilder<unknown>[] {
  const { client, user, apiKey, era, live, cursor } = input;
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (client !== undefined) conditions.push(sql`s.client_name = ${client}`);
  if (user !== undefined) {
    conditions.push(
      idSchema.safeParse(user).success
        ? sql`s.user_id = ${user}`
        : sql`s.user_id = (select id from users where email = ${user.trim().toLowerCase()})`,
    );
  }
  if (apiKey !== undefined) conditions.push(sql`s.api_key_id = ${apiKey}`);
  if (era === "none") conditions.push(sql`s.protocol_version is null`);
  if (era === "modern") conditions.push(sql`s.protocol_version = ${modernVersion}`);
  if (era === "legacy") conditions.push(sql`s.protocol_version <> ${modernVersion}`);
  if (live !== undefined) conditions.push(live ? isLive : sql`not ${isLive}`);
  if (cursor !== undefined) {
    const after = readTimeCursor(cursor);
    conditions.push(sql`(s.created_at, s.id) < (${after.ts}::timestamptz, ${after.id}::uuid)`);
  }
  return conditions;
}
