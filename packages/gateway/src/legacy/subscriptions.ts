import { AppError } from "@patchops/contract";
import {
  type Context,
  dropSubscription,
  findSubscriptions,
  keepSubscription,
  subscribeToResource,
  tellAll,
} from "@patchops/services";
import type { LegacySession } from "./session-store.ts";
import { tellClient } from "./tell-client.ts";

const maxSubscriptions = 1_000;

interface Resource {
  connection: string | undefined;
  uri: string;
}

/** Tells the session's client of changes of a resource from now on, under the URI that it gave. */
export async function subscribe(context: Context, session: LegacySession, resource: Resource): Promise<void> {
  const { uri } = resource;
  const known = session.subscriptions.get(uri);
  if (known) {
    // One that is still under way may be refused yet.
    await known;
    return;
  }
  if (session.subscriptions.size >= maxSubscriptions) {
    throw new AppError("too_many_calls", `A session has at most ${maxSubscriptions} subscriptions.`, {
      next: "Unsubscribe from what is no longer needed.",
    });
  }
  await follow(context, session, resource);
  await keepSubscription(context, session.row, uri);
}

export async function unsubscribe(context: Context, session: LegacySession, uri: string): Promise<void> {
  await stopFollowing(session, uri);
  // What it subscribed to at another node ends there.
  await dropSubscription(context, session.row, uri);
}

export async function stopFollowing(session: LegacySession, uri: string): Promise<void> {
  const stopping = session.subscriptions.get(uri);
  session.subscriptions.delete(uri);
  await (await stopping)?.();
}

/**
 * The client listens at this node now: what it subscribed to at another one, or before a restart, is followed here from now on, and
 * there no longer.
 */
export async function takeOverSubscriptions(
  context: Context,
  session: LegacySession,
  connection: string | undefined,
): Promise<void> {
  const kept = (await findSubscriptions(context, session.row)).slice(0, maxSubscriptions);
  const missing = kept.filter((uri) => !session.subscriptions.has(uri));
  // One whose server is away now is followed again when the client comes the next time.
  await Promise.allSettled(missing.map((uri) => follow(context, session, { connection, uri })));
  if (missing.length > 0) await tellAll(context.services, session.row, { isListening: true });
}

async function follow(
  context: Context,
  session: LegacySession,
  { connection, uri }: Resource,
): Promise<void> {
  const stopping = subscribeToResource(context, { connection }, uri, (changed) => {
    const params = { uri: changed };
    tellClient(context.services, session, { method: "notifications/resources/updated", params });
  });
  session.subscriptions.set(uri, stopping);
  stopping.catch(() => session.subscriptions.delete(uri));
  await stopping;
}
