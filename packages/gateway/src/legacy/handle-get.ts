import { AppError } from "@patchops/contract";
import { type EventStream, openEventStream } from "../event-stream.ts";
import type { GatewayRequest } from "../gateway-request.ts";
import type { LegacyFace } from "./legacy-face.ts";
import { requireSession } from "./require-session.ts";
import { resumeStream } from "./resume-stream.ts";
import { sendToSession } from "./send-to-session.ts";
import type { LegacySession } from "./session-store.ts";
import { takeOverSubscriptions } from "./subscriptions.ts";

/** Streams of one session; the oldest ends when a client that lost its connection opens yet another. */
const maxStreams = 4;

/** A revoked key's stream ends that soon, at the latest. */
const keyCheckMs = 3_000;

/** The stream on which a session hears what nobody asked for: `list_changed`, until the client leaves or the session ends. */
export async function handleGet(request: GatewayRequest, face: LegacyFace): Promise<void> {
  const accept = request.incoming.headers.accept ?? "";
  if (!/text\/event-stream|^\*\/\*$/i.test(accept)) {
    throw new AppError("method_not_allowed", "This is an MCP endpoint: point an MCP client at it.");
  }
  const found = await requireSession(request, face.sessions);
  const lastEventId = request.incoming.headers["last-event-id"];
  if (typeof lastEventId === "string")
    return resumeStream(request, face, { session: found.session, lastEventId });
  const { outgoing } = request;
  const view = { context: request.context, connection: request.endpoint.connection };
  let open: { session: LegacySession; stream: EventStream } | undefined;
  const endUnlessCurrent = async () => {
    const isCurrent = await request.isCurrent().catch(() => true);
    if (!isCurrent) open?.stream.end();
    return isCurrent;
  };
  // Before the stream opens: from then on nothing may be missed.
  const unsubscribe = await face.listChanges.subscribe(view, (changed) => {
    // A message goes out on one stream of the session only (2025-11-25, transports: multiple connections).
    if (!open || [...open.session.streams].at(-1) !== open.stream) return;
    const { session } = open;
    void endUnlessCurrent().then((isCurrent) => {
      if (!isCurrent) return;
      for (const list of changed) {
        sendToSession(session, { method: `notifications/${list}/list_changed` });
      }
    });
  });
  // Once more: it may have ended meanwhile.
  const { session } = await requireSession(request, face.sessions).catch((error: unknown) => {
    unsubscribe();
    throw error;
  });
  if (outgoing.destroyed) return unsubscribe();
  const stream = openEventStream(outgoing, face);
  open = { session, stream };
  session.streams.add(stream);
  const [oldest] = session.streams;
  if (session.streams.size > maxStreams) oldest?.end();
  takeOverSubscriptions(request.context, session, request.endpoint.connection).catch((error: unknown) => {
    const { requestId, services } = request.context;
    services.log.warn({ err: error, requestId }, "A session's subscriptions were not taken over");
  });
  const timer = setInterval(endUnlessCurrent, keyCheckMs);
  outgoing.once("close", () => {
    clearInterval(timer);
    session.streams.delete(stream);
    unsubscribe();
  });
}
