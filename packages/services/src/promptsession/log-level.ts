import type { Context } from "../context.ts";
import { tellWithin } from "./signal.ts";

/** Notes from which level on a session's client wants log lines, and tells every node that serves it. */
export async function setPromptSessionLogLevel(
  context: Context,
  session: { id: string },
  logLevel: string,
): Promise<void> {
  const { actor, services } = context;
  const { database } = services;
  await database.withOrganization(actor.organizationId, async (trx) => {
    await trx
      .updateTable("promptSessions")
      .set({ logLevel })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .execute();
    await tellWithin(trx, database, { sessionId: session.id, logLevel });
  });
}
