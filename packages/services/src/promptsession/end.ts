import { sql } from "kysely";
import type { Context } from "../context.ts";
import { endSignal } from "./signal.ts";

/** Ends a session of the actor, and tells every node; false when there was none to end. */
export async function endPromptSession(context: Context, session: { id: string }): Promise<boolean> {
  const { actor, services } = context;
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const row = await trx
      .updateTable("promptSessions")
      .set({ endedAt: sql`now()`, lastSeenAt: sql`now()` })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .where("userId", "=", actor.userId)
      .where("endedAt", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!row) return false;
    await services.database.notify(trx, ...endSignal(session));
    return true;
  });
}
