import type { ServerResponse } from "node:http";
import { newId } from "@patchops/contract";
import { appendStreamEvents, type Context, type StreamEvent } from "@patchops/services";
import { type EventStream, openEventStream } from "../event-stream.ts";
import { eventId } from "./event-id.ts";
import type { LegacySession } from "./session-store.ts";

/** How long a client is asked to wait before it comes back. */
const retryMs = 1_000;
/** The revision that begins a stream with an event that only bears an id; older clients would read its empty data as a message. */
const primingSince = "2025-11-25";

export interface ResumableStream extends EventStream {
  readonly id: string;
  /** The client has gone: calls back unless it resumes the stream, here or on another node, before the grace is over. */
  hold(onOver: () => void): void;
  /** Somebody has resumed it just now, or still follows it. */
  follow(): void;
  /** When everything is stored and sent, after `end`. */
  readonly ended: Promise<void>;
}

/**
 * The answer of a POST as a stream that a client can resume on any node (2025-11-25, transports: resumability and redelivery): each
 * event is stored before it is sent, and the requests behind it go on for a while without their client. When events cannot be
 * stored they are sent without an id, so that nobody counts on them.
 */
export function openResumableStream(
  context: Context,
  response: ServerResponse,
  { session, keepAliveMs, graceMs }: { session: LegacySession; keepAliveMs: number; graceMs: number },
): ResumableStream {
  const id = newId();
  const place = { promptSessionId: session.row.id, streamId: id };
  const stream = openEventStream(response, { keepAliveMs });
  const { promise: ended, resolve: onEnded } = Promise.withResolvers<void>();
  let waiting: StreamEvent[] = [];
  let last = 0;
  let isStored = true;
  let isFollowed = false;
  let hasSentId = false;
  let isSending = false;
  let grace: { timer: NodeJS.Timeout; onOver: () => void } | undefined;

  async function store(events: readonly StreamEvent[]): Promise<void> {
    if (!isStored) return;
    try {
      await appendStreamEvents(context, { ...place, isFollowed }, events);
    } catch (error) {
      isStored = false;
      context.services.log.warn(
        { err: error, requestId: context.requestId },
        "What a stream says could not be stored; it goes on without ids",
      );
    }
  }

  /** What comes while a batch is being stored makes the next one. */
  async function send(): Promise<void> {
    if (isSending) return;
    isSending = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await store(batch);
      for (const { n, data } of batch) {
        if (data === null) {
          finish();
          continue;
        }
        if (data === "" && !isStored) continue;
        if (isStored && !response.destroyed) hasSentId = true;
        stream.send(data, {
          ...(isStored ? { id: eventId({ streamId: id, n }) } : {}),
          ...(data === "" ? { retryMs } : {}),
        });
      }
    }
    isSending = false;
  }

  function push(data: string | null): void {
    waiting.push({ n: last, data });
    last += 1;
    void send();
  }

  function finish(): void {
    clearTimeout(grace?.timer);
    session.resumable.delete(id);
    stream.end();
    onEnded();
  }

  const resumable: ResumableStream = {
    id,
    ended,
    send: (message) => push(message),
    end: () => push(null),
    hold(onOver) {
      if (!hasSentId) {
        onOver();
        return;
      }
      grace = { onOver, timer: setTimeout(onOver, graceMs) };
    },
    follow() {
      isFollowed = true;
      if (!grace) return;
      clearTimeout(grace.timer);
      grace.timer = setTimeout(grace.onOver, graceMs);
    },
  };
  session.resumable.set(id, resumable);
  if (session.row.protocolVersion >= primingSince) push("");
  else last = 1;
  return resumable;
}
