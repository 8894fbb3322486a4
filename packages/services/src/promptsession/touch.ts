import { sql } from "kysely";
import type { Context } from "../context.ts";

/**
 * Notes that the session was heard of just now. False when it has ended meanwhile, perhaps on another node, or is not the actor's.
 * Callers do it at most every 30 s for a session: `lastSeenAt` is that exact.
 */
export async function touchPromptSession(context: Context, session: { id: string }): Promise<boolean> {
  const { actor, services } = context;
  const row = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .updateTable("promptSessions")
      .set({ lastSeenAt: sql`now()` })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .where("userId", "=", actor.userId)
      .where("endedAt", "is", null)
      .returning("id")
      .executeTakeFirst(),
  );
  return row !== undefined;
}
