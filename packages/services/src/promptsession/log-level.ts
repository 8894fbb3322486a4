import type { Context } from "../context.ts";

/** Notes from which level on a session's client wants log lines, on whichever node its next request comes. */
export async function setPromptSessionLogLevel(
  context: Context,
  session: { id: string },
  logLevel: string,
): Promise<void> {
  const { actor, services } = context;
  await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .updateTable("promptSessions")
      .set({ logLevel })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .execute(),
  );
}
