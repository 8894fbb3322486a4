import type { IncomingHttpHeaders } from "node:http";
import { type DecodedSseEvent, type SseDecoder, SseLimitError } from "@patchops/protocol";
import type { Dispatcher } from "undici";
import type { Deadline } from "../deadline.ts";
import { UpstreamError } from "../upstream-error.ts";
import { type Decompressor, openDecompressor } from "./decompress.ts";
import { networkError } from "./network-error.ts";

/** Reads the events of an answer that is a stream. */
export interface EventReader {
  /** Called when the first bytes come: most answers are no streams. */
  readonly decoder: SseDecoder;
  /** The stream has begun. */
  onStart?(): void;
  /** true = that was what the request waited for. */
  onEvent(event: DecodedSseEvent): boolean;
}

export interface HttpRequest {
  method: "POST" | "GET" | "DELETE";
  /** For a dispatcher that serves many. */
  origin?: string;
  /** Path and query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** For error messages. */
  host: string;
  /** Ends the request, whatever its state. */
  deadline: Deadline;
  signal?: AbortSignal | undefined;
  /** Most bytes of a body (unpacked), and of one event of a stream. */
  maxBytes: number;
  /** Most bytes of a whole stream. */
  maxStreamBytes: number;
  events?: EventReader;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  kind: "json" | "stream" | "other";
  /** Of `json` whole; of `other` its first 16 KiB; of `stream` empty. */
  text: string;
  bytes: number;
}

const otherBytes = 16_384;
/** How long a stream may stay open after its answer, so that the connection can be used again. */
const lingerMs = 1_000;

function kindOf(headers: IncomingHttpHeaders): HttpAnswer["kind"] {
  const type = headers["content-type"]?.toLowerCase() ?? "";
  if (type.startsWith("text/event-stream")) return "stream";
  return type.startsWith("application/json") || /^application\/[\w.-]+\+json/.test(type) ? "json" : "other";
}

/**
 * One HTTP request and its answer, on undici's lowest level: no stream objects, no timer of its own. Every status is an
 * answer; throws UpstreamError for all else, with `sent` = whether its first byte may have left.
 */
export function sendHttp(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(request, resolve, reject);
    if (!exchange.begin()) return;
    const { method, path, headers, body = null, origin } = request;
    dispatcher.dispatch(
      origin === undefined ? { method, path, headers, body } : { origin, method, path, headers, body },
      exchange,
    );
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: HttpRequest;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: UpstreamError) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #decompressor: Decompressor | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #onAbort: (() => void) | undefined;
  #wasSent = false;
  #isSettled = false;
  #answer: HttpAnswer | undefined;
  #limit: number;

  constructor(
    request: HttpRequest,
    resolve: (answer: HttpAnswer) => void,
    reject: (error: UpstreamError) => void,
  ) {
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limit = request.maxBytes;
  }

  /** Whether it may go out at all. */
  begin(): boolean {
    const { signal, deadline } = this.#request;
    const onAbort = () =>
      this.#fail(new UpstreamError("cancelled", "The call was cancelled.", { sent: this.#wasSent }));
    if (signal?.aborted) {
      onAbort();
      return false;
    }
    if (signal) {
      this.#onAbort = onAbort;
      signal.addEventListener("abort", onAbort);
    }
    deadline.onEnd(() => this.#timeOut());
    if (deadline.isOver) this.#timeOut();
    return !this.#isSettled;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new Error("given up before it was sent"));
    else this.#wasSent = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200 || this.#isSettled) return;
    const kind = kindOf(headers);
    this.#answer = { status, headers, kind, text: "", bytes: 0 };
    if (kind === "stream" && status === 200) this.#request.events?.onStart?.();
    if (kind === "other") this.#limit = otherBytes;
    if (kind === "json" && Number(headers["content-length"]) > this.#limit) {
      this.#tooLarge();
      return;
    }
    const encoding = headers["content-encoding"];
    if (encoding !== undefined && encoding !== "" && encoding !== "identity") this.#decompress(encoding);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) return;
    if (this.#decompressor) this.#decompressor.write(chunk);
    else this.#take(chunk);
  }

  onResponseEnd(): void {
    if (this.#isSettled) clearTimeout(this.#lingering);
    else if (this.#decompressor) this.#decompressor.end();
    else this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isSettled) clearTimeout(this.#lingering);
    else this.#fail(error);
  }

  #settle(): void {
    const { signal, deadline } = this.#request;
    this.#isSettled = true;
    deadline.onEnd(undefined);
    if (this.#onAbort) signal?.removeEventListener("abort", this.#onAbort);
  }

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#settle();
    const known = networkError(error, { host: this.#request.host, wasSent: this.#wasSent });
    this.#reject(known);
    this.#decompressor?.destroy();
    this.#controller?.abort(known);
  }

  #timeOut(): void {
    const { host, deadline } = this.#request;
    const seconds = Math.round(deadline.timeoutMs / 100) / 10;
    const message = `No answer from ${host} in ${seconds} s.`;
    this.#fail(new UpstreamError("timeout", message, { sent: this.#wasSent }));
  }

  #tooLarge(): void {
    const { host, maxBytes } = this.#request;
    const message = `${host} answered more than ${Math.round(maxBytes / 104_857.6) / 10} MiB, which is the limit.`;
    this.#fail(new UpstreamError("result_too_large", message, { sent: true }));
  }

  #finish(): void {
    const answer = this.#answer;
    if (this.#isSettled || !answer) return;
    this.#settle();
    if (answer.kind !== "stream") {
      const [first] = this.#chunks;
      const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
      answer.text = whole.toString("utf8");
    }
    this.#resolve(answer);
  }

  #take(chunk: Buffer): void {
    const answer = this.#answer;
    if (this.#isSettled || !answer) return;
    answer.bytes += chunk.length;
    if (answer.kind === "stream") {
      this.#takeEvents(answer, chunk);
    } else if (answer.kind === "other") {
      if (answer.bytes - chunk.length < otherBytes) this.#chunks.push(chunk.subarray(0, otherBytes));
      if (answer.bytes < this.#limit) return;
      // Nobody needs the rest of what is not MCP.
      this.#finish();
      this.#controller?.abort(new Error("enough was read"));
    } else if (answer.bytes > this.#limit) {
      this.#tooLarge();
    } else {
      this.#chunks.push(chunk);
    }
  }

  #takeEvents(stream: HttpAnswer, chunk: Buffer): void {
    const { events, maxStreamBytes } = this.#request;
    if (!events) return;
    let decoded: DecodedSseEvent[];
    try {
      decoded = events.decoder.push(chunk);
    } catch (error) {
      if (!(error instanceof SseLimitError)) throw error;
      this.#tooLarge();
      return;
    }
    for (const event of decoded) {
      if (!events.onEvent(event)) continue;
      this.#finish();
      const linger = () => this.#controller?.abort(new Error("the stream stayed open"));
      this.#lingering = setTimeout(linger, lingerMs).unref();
      return;
    }
    if (stream.bytes > maxStreamBytes) this.#tooLarge();
  }

  #decompress(encoding: string): void {
    const { host } = this.#request;
    const opened = openDecompressor(encoding, {
      data: (chunk) => this.#take(chunk),
      end: () => this.#finish(),
      error: () =>
        this.#fail(new UpstreamError("protocol_error", `${host} sent a broken body.`, { sent: true })),
      pause: () => this.#controller?.pause(),
      resume: () => this.#controller?.resume(),
    });
    if (opened) this.#decompressor = opened;
    else this.#fail(new UpstreamError("protocol_error", `${host} used an unknown encoding.`, { sent: true }));
  }
}
