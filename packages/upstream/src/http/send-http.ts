import type { IncomingHttpHeaders } from "node:http";
import { type DecodedSseEvent, type SseDecoder, SseLimitError } from "@patchops/protocol";
import type { Dispatcher } from "undici";
import { UpstreamError } from "../upstream-error.ts";
import { type Decompressor, openDecompressor } from "./decompress.ts";
import { networkError } from "./network-error.ts";

export interface HttpRequest {
  method: "POST" | "GET" | "DELETE";
  /** For a dispatcher that serves many. */
  origin?: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** For error messages. */
  host: string;
  /** Ends the request, whatever its state. Infinity = none. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Most bytes of a body (unpacked), and of one event of a stream. */
  maxBytes: number;
  /** Most bytes of a whole stream. */
  maxStreamBytes: number;
  /** Reads an event stream; afterwards it tells where the stream stood. */
  decoder?: SseDecoder;
  /** true = that was what the request waited for. */
  onEvent?: (event: DecodedSseEvent) => boolean;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  kind: "json" | "stream" | "other";
  /** Of `json` whole; of `other` its first 16 KiB; of `stream` empty. */
  text: string;
  bytes: number;
  /** Of `stream`: whether `onEvent` took its answer. */
  isTaken: boolean;
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
 * One HTTP request and its answer, on undici's lowest level: no stream objects, one timer. Every status is an answer;
 * throws UpstreamError for all else, with `sent` = whether its first byte may have left.
 */
export function sendHttp(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { host, signal } = request;
    let controller: Dispatcher.DispatchController | undefined;
    let decompressor: Decompressor | undefined;
    let timer: NodeJS.Timeout | undefined;
    let wasSent = false;
    let isSettled = false;
    let answer: HttpAnswer | undefined;
    let limit = request.maxBytes;
    const chunks: Buffer[] = [];

    function settle(): void {
      isSettled = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
    function fail(error: unknown): void {
      if (isSettled) return;
      settle();
      const known = networkError(error, { host, wasSent });
      reject(known);
      decompressor?.destroy();
      controller?.abort(known);
    }
    function onAbort(): void {
      fail(new UpstreamError("cancelled", "The call was cancelled.", { sent: wasSent }));
    }
    function tooLarge(): void {
      const size = `${Math.round(request.maxBytes / 104_857.6) / 10} MiB`;
      const message = `${host} answered more than ${size}, which is the limit.`;
      fail(new UpstreamError("result_too_large", message, { sent: true }));
    }
    function finish(): void {
      if (isSettled || !answer) return;
      settle();
      if (answer.kind !== "stream") {
        const [first] = chunks;
        answer.text = (chunks.length === 1 && first ? first : Buffer.concat(chunks)).toString("utf8");
      }
      resolve(answer);
    }
    function take(chunk: Buffer): void {
      if (isSettled || !answer) return;
      answer.bytes += chunk.length;
      if (answer.kind === "stream") {
        takeEvents(answer, chunk);
      } else if (answer.kind === "other") {
        if (answer.bytes - chunk.length < otherBytes) chunks.push(chunk.subarray(0, otherBytes));
        if (answer.bytes < limit) return;
        // Nobody needs the rest of what is not MCP.
        finish();
        controller?.abort(new Error("enough was read"));
      } else if (answer.bytes > limit) {
        tooLarge();
      } else {
        chunks.push(chunk);
      }
    }
    function takeEvents(stream: HttpAnswer, chunk: Buffer): void {
      if (!request.decoder || !request.onEvent) return;
      let events: DecodedSseEvent[];
      try {
        events = request.decoder.push(chunk);
      } catch (error) {
        if (!(error instanceof SseLimitError)) throw error;
        tooLarge();
        return;
      }
      for (const event of events) {
        if (!request.onEvent(event)) continue;
        stream.isTaken = true;
        finish();
        timer = setTimeout(() => controller?.abort(new Error("the stream stayed open")), lingerMs).unref();
        return;
      }
      if (stream.bytes > request.maxStreamBytes) tooLarge();
    }
    function start(status: number, headers: IncomingHttpHeaders): void {
      const kind = kindOf(headers);
      answer = { status, headers, kind, text: "", bytes: 0, isTaken: false };
      if (kind === "other") limit = otherBytes;
      if (kind === "json" && Number(headers["content-length"]) > limit) {
        tooLarge();
        return;
      }
      const encoding = headers["content-encoding"];
      if (encoding === undefined || encoding === "" || encoding === "identity") return;
      const opened = openDecompressor(encoding, {
        data: take,
        end: finish,
        error: () => fail(new UpstreamError("protocol_error", `${host} sent a broken body.`, { sent: true })),
        pause: () => controller?.pause(),
        resume: () => controller?.resume(),
      });
      if (opened) decompressor = opened;
      else fail(new UpstreamError("protocol_error", `${host} used an unknown encoding.`, { sent: true }));
    }

    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener("abort", onAbort);
    if (request.timeoutMs !== Number.POSITIVE_INFINITY) {
      const seconds = Math.round(request.timeoutMs / 100) / 10;
      timer = setTimeout(() => {
        fail(new UpstreamError("timeout", `No answer from ${host} in ${seconds} s.`, { sent: wasSent }));
      }, request.timeoutMs);
    }

    const { method, path, headers, body = null, origin } = request;
    dispatcher.dispatch(
      origin === undefined ? { method, path, headers, body } : { origin, method, path, headers, body },
      {
        onRequestStart(given) {
          controller = given;
          if (isSettled) given.abort(new Error("given up before it was sent"));
          else wasSent = true;
        },
        onResponseStart(_controller, status, headers) {
          if (status >= 200 && !isSettled) start(status, headers);
        },
        onResponseData(_controller, chunk) {
          if (isSettled) return;
          if (decompressor) decompressor.write(chunk);
          else take(chunk);
        },
        onResponseEnd() {
          if (isSettled) clearTimeout(timer);
          else if (decompressor) decompressor.end();
          else finish();
        },
        onResponseError(_controller, error) {
          if (isSettled) clearTimeout(timer);
          else fail(error);
        },
      },
    );
  });
}
