import { AppError } from "@patchops/contract";
import {
  listenForStreamEvents,
  readStreamEvents,
  type StreamEvent,
  streamEventsKeptMs,
  tellAll,
} from "@patchops/services";
import { openEventStream } from "../event-stream.ts";
import type { GatewayRequest } from "../gateway-request.ts";
import { eventId, parseEventId } from "./event-id.ts";
import type { LegacyFace } from "./legacy-face.ts";
import type { LegacySession } from "./session-store.ts";

/** A notification may be lost, and the first events may come before the stream's node knows that somebody follows. */
const sweepMs = 1_000;
const maxStreams = 8;

/**
 * Goes on with a stream after the last event that its client has (2025-11-25, transports: resumability and redelivery): what
 * followed, then what comes, whichever node answers the request behind it. Throws
 * `method_not_allowed` when nothing more of it can come.
 */
export async function resumeStream(
  request: GatewayRequest,
  face: Pick<LegacyFace, "keepAliveMs" | "resumeGraceMs">,
  { session, lastEventId }: { session: LegacySession; lastEventId: string },
): Promise<void> {
  const { context, outgoing } = request;
  const from = parseEventId(lastEventId);
  const place = { promptSessionId: session.row.id, streamId: from?.streamId ?? "" };
  let after = from?.n ?? 0;
  const read = () => readStreamEvents(context, place, after);
  let events: StreamEvent[] | null = from === null ? null : await read();
  // The answer for a GET that finds no stream (2025-11-25, transports: listening); clients do not come back for it then.
  if (!events || (events.length === 1 && events[0]?.data === null)) {
    throw new AppError("method_not_allowed", "This stream has ended, or nothing is known of it any more.", {
      next: "Send the request again if its answer has not come.",
    });
  }
  if (outgoing.destroyed) return;
  const stream = openEventStream(outgoing, face);
  session.followed.add(stream);
  const [oldest] = session.followed;
  if (session.followed.size > maxStreams) oldest?.end();
  let wake: () => void = () => undefined;
  outgoing.once("close", () => {
    session.followed.delete(stream);
    wake();
  });
  const stop = await listenForStreamEvents(context.services, place.streamId, () => wake());
  let toldMs = Number.NEGATIVE_INFINITY;
  let heardMs = performance.now();
  try {
    while (!outgoing.destroyed && !outgoing.writableEnded) {
      const nowMs = performance.now();
      for (const { n, data } of events ?? []) {
        after = n;
        heardMs = nowMs;
        if (data === null) return;
        if (data !== "") stream.send(data, { id: eventId({ streamId: place.streamId, n }) });
      }
      if (nowMs - heardMs > streamEventsKeptMs || !(await request.isCurrent().catch(() => true))) return;
      if (nowMs - toldMs > face.resumeGraceMs / 3) {
        toldMs = nowMs;
        await tellAll(context.services, session.row, { followed: place.streamId });
      }
      // A full page is followed by the next one at once.
      if (!events || events.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, sweepMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      events = await read();
    }
  } finally {
    stream.end();
    await stop();
  }
}
