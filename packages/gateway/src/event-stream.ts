import type { ServerResponse } from "node:http";
import { encodeSseEvent } from "@patchops/protocol";

/** A `text/event-stream` answer that is open. */
export interface EventStream {
  /** Sends one JSON-RPC message; dropped when the client has gone. With an id where it can be resumed after it. */
  send(message: string, more?: { id?: string; retryMs?: number }): void;
  end(): void;
}

/** Bytes that may wait for a client that does not read; then it is cut off. */
const maxWaitingBytes = 16 * 1_048_576;

/** Opens the stream at once, and keeps it alive with comments that clients skip. */
export function openEventStream(response: ServerResponse, options: { keepAliveMs: number }): EventStream {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  response.flushHeaders();
  const write = (text: string) => {
    if (response.destroyed || response.writableEnded) return;
    response.write(text);
    if (response.writableLength > maxWaitingBytes) response.destroy();
  };
  const timer = setInterval(() => write(": keep-alive\n\n"), options.keepAliveMs);
  const stop = () => clearInterval(timer);
  response.once("close", stop);
  return {
    send: (message, more) => write(encodeSseEvent({ data: message, ...more })),
    end: () => {
      stop();
      response.end();
    },
  };
}
