import { sql } from "kysely";
import type { Context } from "../context.ts";
import { tellAll } from "./signal.ts";

/** As JSON: a notification has little room. */
const maxUriBytes = 4_096;

/** Whether other nodes can be told of it; no other is kept. */
function isKeepable(uri: string): boolean {
  return !uri.includes("\0") && uri.isWellFormed() && Buffer.byteLength(JSON.stringify(uri)) <= maxUriBytes;
}

/** Notes what a session's client wants to hear of, so that any node can take it over. */
export async function keepSubscription(
  { actor, services }: Context,
  session: { id: string },
  uri: string,
): Promise<void> {
  if (!isKeepable(uri)) return;
  await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .updateTable("promptSessions")
      .set({ subscriptions: sql`array_append(array_remove(subscriptions, ${uri}), ${uri})` })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .execute(),
  );
}

/** Takes it back, and has every node stop. */
export async function dropSubscription(
  context: Context,
  session: { id: string },
  uri: string,
): Promise<void> {
  if (!isKeepable(uri)) return;
  const { actor, services } = context;
  await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .updateTable("promptSessions")
      .set({ subscriptions: sql`array_remove(subscriptions, ${uri})` })
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .execute(),
  );
  await tellAll(services, { organizationId: actor.organizationId, id: session.id }, { unsubscribed: uri });
}

/** What a session's client wants to hear of, whichever node it said so to. */
export async function findSubscriptions(
  { actor, services }: Context,
  session: { id: string },
): Promise<string[]> {
  const row = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("promptSessions")
      .select("subscriptions")
      .where("organizationId", "=", actor.organizationId)
      .where("id", "=", session.id)
      .executeTakeFirst(),
  );
  return row?.subscriptions ?? [];
}
