import { setTimeout as wait } from "node:timers/promises";
import {
  type ClassifiedMessage,
  classifyMessage,
  headerNames,
  MessageError,
  parseJson,
  type RpcId,
  type RpcResponse,
  SseDecoder,
} from "@patchops/protocol";
import type { Dispatcher } from "undici";
import type { Channel, ChannelAnswer } from "../channel.ts";
import { UpstreamError } from "../upstream-error.ts";
import { keepListening } from "./keep-listening.ts";
import { redirectedPath } from "./redirected-path.ts";
import { requestHeaders } from "./request-headers.ts";
import { type HttpAnswer, type HttpRequest, sendHttp } from "./send-http.ts";
import { answerInBody, statusError } from "./status-error.ts";

export interface HttpChannelOptions {
  url: URL;
  /** Dials only what the address guard lets through. */
  dispatcher: Dispatcher;
  /** What the credential adds, given what of it was refused just now. */
  credentialHeaders(refused?: Readonly<Record<string, string>>): Promise<Record<string, string>>;
  /** Sent with every request besides, for servers that ask in a header which one of theirs is meant. */
  fixedHeaders?: Readonly<Record<string, string>>;
  userAgent: string;
  maxResultBytes: number;
}

type Post = Omit<HttpRequest, "method" | "path" | "headers" | "host" | "maxBytes" | "maxStreamBytes">;

const acceptBoth = "application/json, text/event-stream";
const maxRedirects = 3;
const maxResumptions = 16;

/** Streamable HTTP (2025-03-26 to 2025-11-25, basic/transports): each message is a POST, its answer JSON or an event stream. */
export function createHttpChannel(options: HttpChannelOptions): Channel {
  const { url, dispatcher, credentialHeaders, maxResultBytes } = options;
  const host = url.host;
  let path = `${url.pathname}${url.search}`;
  let sessionId: string | undefined;
  let protocolVersion: string | undefined;
  let isClosed = false;
  const closing = new AbortController();

  function dispatch(
    method: HttpRequest["method"],
    given: Post & { accept?: string; lastEventId?: string; maxStreamBytes?: number },
    credential: Record<string, string>,
  ): Promise<HttpAnswer> {
    const { accept = acceptBoth, lastEventId, maxStreamBytes = 4 * maxResultBytes, ...rest } = given;
    const headers = requestHeaders({
      accept,
      hasBody: given.body !== undefined,
      sessionId,
      protocolVersion,
      userAgent: options.userAgent,
      credential: { ...options.fixedHeaders, ...credential },
      ...(lastEventId === undefined ? {} : { lastEventId }),
    });
    return sendHttp(dispatcher, {
      ...rest,
      method,
      path,
      headers,
      host,
      maxBytes: maxResultBytes,
      maxStreamBytes,
    });
  }

  async function post(given: Post & { body: string }): Promise<HttpAnswer> {
    let credential = await credentialHeaders();
    let hasReread = false;
    for (let redirects = 0; ; ) {
      const answer = await dispatch("POST", given, credential);
      const elsewhere = redirectedPath(answer, url);
      if (elsewhere !== null && redirects < maxRedirects) {
        redirects += 1;
        path = elsewhere;
        continue;
      }
      if (answer.status !== 401 || hasReread) return answer;
      // Somebody may have replaced the credential meanwhile, or it can be renewed; what was refused was not processed.
      hasReread = true;
      const next = await credentialHeaders(credential);
      if (JSON.stringify(next) === JSON.stringify(credential)) return answer;
      credential = next;
    }
  }

  function malformed(cause: unknown): UpstreamError {
    const message = `${host} answered with a message that is not MCP.`;
    // Before `initialize` was answered nothing has shown that an MCP server is there at all.
    const code = protocolVersion === undefined ? "not_mcp" : "protocol_error";
    return new UpstreamError(code, message, { sent: true, cause });
  }

  /** Sorts messages into the answer to `id`, and the rest. An answer to any other id belongs to nobody here and is dropped. */
  function sorter(id: RpcId, onMessage: (message: ClassifiedMessage) => void) {
    return (value: unknown): RpcResponse | undefined => {
      const classified = classifyMessage(value);
      if (classified === null) return undefined;
      if (classified.kind === "result" || classified.kind === "failure") {
        return classified.message.id === id ? classified.message : undefined;
      }
      onMessage(classified);
      return undefined;
    };
  }

  function readJson(answer: HttpAnswer, id: RpcId, sort: ReturnType<typeof sorter>): RpcResponse {
    const value = parseJson(answer.text);
    const responses = (Array.isArray(value) ? value : [value]).map(sort);
    const response = responses.find((found) => found !== undefined) ?? answerInBody(answer, id);
    if (!response) throw malformed(undefined);
    return response;
  }

  async function request(
    message: Parameters<Channel["request"]>[0],
    call: Parameters<Channel["request"]>[1],
  ): Promise<ChannelAnswer> {
    const { id } = message;
    const deadlineMs = performance.now() + call.timeoutMs;
    const sort = sorter(id, call.onMessage);
    let taken: ChannelAnswer | undefined;
    let problem: unknown;
    let decoder = new SseDecoder({ maxEventLength: maxResultBytes });
    const onEvent: HttpRequest["onEvent"] = (event) => {
      if (event.event !== "message" || event.data === "") return false;
      try {
        const response = sort(parseJson(event.data));
        if (response) taken = { response, bytes: Buffer.byteLength(event.data) };
      } catch (error) {
        problem = malformed(error);
      }
      return taken !== undefined || problem !== undefined;
    };
    const stream = { signal: call.signal, onEvent };
    const posted = await post({
      ...stream,
      decoder,
      body: JSON.stringify(message),
      timeoutMs: call.timeoutMs,
    }).catch((error: unknown) => {
      // A stream with event ids that broke off can be taken up again; anything else is the end.
      if (decoder.lastEventId === "" || !isInterruption(error)) throw error;
      return null;
    });
    if (problem) throw problem;
    if (posted && posted.kind !== "stream") {
      const response = readPlain(posted, id, sort);
      if (message.method === "initialize") takeSession(posted);
      return { response, bytes: posted.bytes };
    }
    if (posted && posted.status !== 200)
      throw statusError(posted, { host, hasSession: sessionId !== undefined });
    if (posted && message.method === "initialize") takeSession(posted);
    for (let resumption = 0; taken === undefined; resumption += 1) {
      const { lastEventId, retryMs = 1_000 } = decoder;
      const leftMs = deadlineMs - performance.now();
      if (lastEventId === "" || resumption >= maxResumptions) {
        throw new UpstreamError("protocol_error", `${host} ended its stream without an answer.`, {
          sent: true,
        });
      }
      await pause(Math.min(retryMs, Math.max(leftMs, 0)), call.signal);
      decoder = new SseDecoder({ maxEventLength: maxResultBytes });
      decoder.lastEventId = lastEventId;
      decoder.retryMs = retryMs;
      const resumed = await dispatch(
        "GET",
        {
          ...stream,
          decoder,
          accept: "text/event-stream",
          lastEventId,
          timeoutMs: Math.max(1, deadlineMs - performance.now()),
        },
        await credentialHeaders(),
      ).catch((error: unknown) => {
        if (!isInterruption(error)) throw afterSending(error);
        return null;
      });
      if (problem) throw problem;
      if (resumed && resumed.kind !== "stream") {
        throw afterSending(statusError(resumed, { host, hasSession: false }));
      }
    }
    return taken;
  }

  function readPlain(posted: HttpAnswer, id: RpcId, sort: ReturnType<typeof sorter>): RpcResponse {
    if (posted.status >= 200 && posted.status < 300 && posted.kind === "json") {
      try {
        return readJson(posted, id, sort);
      } catch (error) {
        throw error instanceof MessageError ? malformed(error) : error;
      }
    }
    const failure = statusError(posted, { host, hasSession: sessionId !== undefined });
    if (failure.code === "session_lost" || failure.code === "unauthorized") throw failure;
    const response = answerInBody(posted, id);
    if (response) return response;
    throw failure;
  }

  function takeSession(answer: HttpAnswer): void {
    const given = answer.headers[headerNames.sessionId];
    if (typeof given === "string" && /^[\x21-\x7e]{1,1024}$/.test(given)) sessionId = given;
  }

  return {
    get isClosed() {
      return isClosed;
    },
    request,
    async send(message, { timeoutMs }) {
      const answer = await post({ body: JSON.stringify(message), timeoutMs, signal: closing.signal });
      if (answer.status >= 300) throw statusError(answer, { host, hasSession: sessionId !== undefined });
    },
    setVersion(version) {
      protocolVersion = version;
    },
    listen(onMessage, { withStream }) {
      if (!withStream) return;
      keepListening({
        signal: closing.signal,
        maxEventLength: maxResultBytes,
        onMessage,
        open: async (stream) =>
          dispatch(
            "GET",
            {
              ...stream,
              accept: "text/event-stream",
              timeoutMs: Number.POSITIVE_INFINITY,
              signal: closing.signal,
            },
            await credentialHeaders(),
          ),
      });
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      closing.abort();
      if (sessionId === undefined) return;
      // The server forgets it in its own time otherwise; nobody waits for a better answer.
      await dispatch("DELETE", { timeoutMs: 2_000 }, await credentialHeaders()).catch(() => undefined);
    },
  };
}

function isInterruption(error: unknown): boolean {
  return (
    error instanceof UpstreamError && (error.code === "protocol_error" || error.code === "connection_refused")
  );
}

/** A failure while an answer is awaited: the request itself did go out. */
function afterSending(error: unknown): unknown {
  if (!(error instanceof UpstreamError) || error.sent) return error;
  return new UpstreamError(error.code, error.message, {
    sent: true,
    retryable: error.retryable,
    cause: error,
  });
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(delayMs, undefined, signal ? { signal } : {});
  } catch {
    throw new UpstreamError("cancelled", "The call was cancelled.", { sent: true });
  }
}
