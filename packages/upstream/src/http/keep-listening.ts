import { setTimeout as wait } from "node:timers/promises";
import { type ClassifiedMessage, classifyMessage, parseJson, SseDecoder } from "@patchops/protocol";
import type { EventReader, HttpAnswer } from "./send-http.ts";

export interface KeepListeningOptions {
  signal: AbortSignal;
  maxEventLength: number;
  onMessage(message: ClassifiedMessage): void;
  /** Each time that it is open. */
  onStart(): void;
  /** The server no longer knows the session. */
  onLost(): void;
  /** Opens the GET stream; its answer comes when the stream has ended. `lastEventId` is "" at first. */
  open(stream: { events: EventReader; lastEventId: string }): Promise<HttpAnswer>;
}

const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;

/**
 * The standing stream of a session: opened again with Last-Event-ID when it ends, ever more slowly while nothing comes,
 * given up when the server has none (405) or no longer knows the session. Resolves when it is over, with the status by which it
 * was refused; never rejects.
 */
export function keepListening(options: KeepListeningOptions): Promise<number | undefined> {
  const { signal, maxEventLength } = options;
  async function run(): Promise<number | undefined> {
    let lastEventId = "";
    let pauseMs = shortestPauseMs;
    let hasStreamed = false;
    while (!signal.aborted) {
      const decoder = new SseDecoder({ maxEventLength });
      decoder.lastEventId = lastEventId;
      const events: EventReader = {
        decoder,
        onStart: options.onStart,
        onEvent: (event) => {
          pauseMs = shortestPauseMs;
          const classified = event.data === "" ? null : readMessage(event.data);
          if (classified) options.onMessage(classified);
          return false;
        },
      };
      const answer = await options.open({ events, lastEventId }).catch(() => null);
      if (answer && (answer.kind !== "stream" || answer.status !== 200)) {
        // A server that never had such a stream may say 404 as well.
        if (answer.status === 404 && hasStreamed && !signal.aborted) options.onLost();
        return answer.status;
      }
      hasStreamed ||= answer !== null;
      ({ lastEventId } = decoder);
      await wait(Math.max(decoder.retryMs ?? 0, pauseMs), undefined, { signal, ref: false });
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
    return undefined;
  }
  // The one way to end it is the signal, whose error says nothing.
  return run().catch(() => undefined);
}

function readMessage(text: string): ClassifiedMessage | null {
  try {
    return classifyMessage(parseJson(text));
  } catch {
    return null;
  }
}
