import { AppError } from "@patchops/contract";
import { type Context, subscribeToResource, tellUpdated } from "@patchops/services";
import { sendToSession } from "./send-to-session.ts";
import type { LegacySession } from "./session-store.ts";

const maxSubscriptions = 1_000;

/** Tells the session's client of changes of a resource from now on, under the URI that it gave. */
export async function subscribe(
  context: Context,
  session: LegacySession,
  { connection, uri }: { connection: string | undefined; uri: string },
): Promise<void> {
  if (session.subscriptions.has(uri)) return;
  if (session.subscriptions.size >= maxSubscriptions) {
    throw new AppError("too_many_calls", `A session has at most ${maxSubscriptions} subscriptions.`, {
      next: "Unsubscribe from what is no longer needed.",
    });
  }
  const stopping = subscribeToResource(context, { connection }, uri, () => {
    // The stream on which the client listens may be on another node.
    if (sendToSession(session, "notifications/resources/updated", { uri })) return;
    tellUpdated(context, { sessionId: session.row.id, updated: uri }).catch((error: unknown) => {
      const { requestId, services } = context;
      services.log.warn({ err: error, requestId }, "An update did not reach the other nodes");
    });
  });
  session.subscriptions.set(uri, stopping);
  stopping.catch(() => session.subscriptions.delete(uri));
  await stopping;
}

export async function unsubscribe(session: LegacySession, uri: string): Promise<void> {
  const stopping = session.subscriptions.get(uri);
  session.subscriptions.delete(uri);
  await (await stopping)?.();
}
