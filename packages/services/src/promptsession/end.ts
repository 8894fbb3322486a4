import { sql } from "kysely";
import type { Context } from "../context.ts";

/** Ends a session of the actor; false when there was none to end. */
export async function endPromptSession(context: Context, session: { id: string }): Promise<boolean> {
  const { actor, services } = context;
  const row = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .updateTable("promptSessions")
      .set({ endedAt: sql`now()`, lastSeenAt: sql`now()` })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .where("userId", "=", actor.userId)
      .where("endedAt", "is", null)
      .returning("id")
      .executeTakeFirst(),
  );
  return row !== undefined;
}
