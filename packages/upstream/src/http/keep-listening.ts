import { setTimeout as wait } from "node:timers/promises";
import { type ClassifiedMessage, classifyMessage, parseJson, SseDecoder } from "@patchops/protocol";
import type { HttpAnswer, HttpRequest } from "./send-http.ts";

export interface KeepListeningOptions {
  signal: AbortSignal;
  maxEventLength: number;
  onMessage(message: ClassifiedMessage): void;
  /** Opens the GET stream; its answer comes when the stream has ended. */
  open(
    stream: Required<Pick<HttpRequest, "decoder" | "onEvent" | "maxStreamBytes">> & { lastEventId?: string },
  ): Promise<HttpAnswer>;
}

const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;

/**
 * The standing stream of a session: opened again with Last-Event-ID when it ends, ever more slowly while nothing comes,
 * given up when the server has none (405) or no longer knows the session.
 */
export function keepListening(options: KeepListeningOptions): void {
  const { signal, maxEventLength } = options;
  async function run(): Promise<void> {
    let lastEventId = "";
    let pauseMs = shortestPauseMs;
    while (!signal.aborted) {
      const decoder = new SseDecoder({ maxEventLength });
      decoder.lastEventId = lastEventId;
      const answer = await options
        .open({
          decoder,
          maxStreamBytes: 4 * maxEventLength,
          ...(lastEventId === "" ? {} : { lastEventId }),
          onEvent: (event) => {
            pauseMs = shortestPauseMs;
            const classified = event.data === "" ? null : readMessage(event.data);
            if (classified) options.onMessage(classified);
            return false;
          },
        })
        .catch(() => null);
      if (answer && (answer.kind !== "stream" || answer.status !== 200)) return;
      ({ lastEventId } = decoder);
      await wait(Math.max(decoder.retryMs ?? 0, pauseMs), undefined, { signal, ref: false });
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
  }
  // The one way to end it is the signal, whose error says nothing.
  run().catch(() => undefined);
}

function readMessage(text: string): ClassifiedMessage | null {
  try {
    return classifyMessage(parseJson(text));
  } catch {
    return null;
  }
}
