import type { ServerResponse } from "node:http";
import { type EventStream, openEventStream } from "./event-stream.ts";

export interface ExchangeOptions {
  /** JSON-RPC requests in the POST that want an answer; at least 1. */
  requests: number;
  isBatch: boolean;
  acceptsJson: boolean;
  acceptsStream: boolean;
  keepAliveMs: number;
  /** How the answer becomes an event stream; by default one that ends with its connection. */
  openStream?: (() => EventStream) | undefined;
}

/** What HTTP says of an answer in JSON; a stream has begun before it. */
interface AnswerHead {
  /** Default 200. */
  status?: number | undefined;
  retryAfterSeconds?: number | undefined;
}

/** The answers to the requests of one POST. */
export interface Exchange {
  /** Sends a notification or request ahead of the answers; false, and dropped, when the client takes JSON alone or has them all. */
  notify(message: string): boolean;
  /** One request's answer, or null for one that is to stay without (it was cancelled). */
  answer(message: string | null, head?: AnswerHead): void;
}

/**
 * Plain JSON, as long as that will do: the answer becomes an event stream with the first notification,
 * or when it takes so long that somebody on the way might think the connection dead.
 */
export function openExchange(response: ServerResponse, options: ExchangeOptions): Exchange {
  const answers: string[] = [];
  let open = options.requests;
  let httpStatus = 200;
  let stream: EventStream | undefined;
  let timer: NodeJS.Timeout | undefined;

  function startStream(): EventStream {
    clearTimeout(timer);
    if (!stream) {
      // Nobody who has gone already could resume it: they have no id yet.
      const opened = response.destroyed ? undefined : options.openStream?.();
      stream = opened ?? openEventStream(response, options);
      for (const message of answers.splice(0)) stream.send(message);
    }
    return stream;
  }

  function finish(): void {
    clearTimeout(timer);
    if (stream) {
      stream.end();
      return;
    }
    if (answers.length === 0) {
      // Every request was cancelled: a client is told nothing, in the form it can take.
      if (options.acceptsStream) openEventStream(response, options).end();
      else response.writeHead(202).end();
      return;
    }
    const text = options.isBatch ? `[${answers.join(",")}]` : (answers[0] ?? "");
    response.writeHead(httpStatus, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  }

  if (options.acceptsStream) {
    if (options.acceptsJson) timer = setTimeout(startStream, options.keepAliveMs);
    else startStream();
  }

  return {
    notify(message) {
      if (!options.acceptsStream || open === 0) return false;
      startStream().send(message);
      return true;
    },
    answer(message, { status = 200, retryAfterSeconds } = {}) {
      open -= 1;
      httpStatus = status;
      if (retryAfterSeconds !== undefined && !response.headersSent) {
        response.setHeader("retry-after", retryAfterSeconds);
      }
      if (message !== null) {
        if (stream) stream.send(message);
        else answers.push(message);
      }
      if (open === 0) finish();
    },
  };
}
