import { setTimeout as wait } from "node:timers/promises";
import { headerNames, MessageError, type RpcId, type RpcResponse } from "@patchops/protocol";
import type { Dispatcher } from "undici";
import type { Channel, ChannelAnswer } from "../channel.ts";
import { Deadline } from "../deadline.ts";
import { UpstreamError } from "../upstream-error.ts";
import { AnswerReader } from "./answer-reader.ts";
import { keepListening } from "./keep-listening.ts";
import { redirectedPath } from "./redirected-path.ts";
import { requestHeaders } from "./request-headers.ts";
import { type EventReader, type HttpAnswer, type HttpRequest, sendHttp } from "./send-http.ts";
import { answerInBody, statusError } from "./status-error.ts";
import { withTrace } from "./with-trace.ts";

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

interface Outgoing {
  body?: string;
  accept?: string;
  lastEventId?: string;
  headers?: Readonly<Record<string, string>> | undefined;
  events?: EventReader;
  deadline: Deadline;
  signal?: AbortSignal | undefined;
}

const acceptBoth = "application/json, text/event-stream";
const maxRedirects = 3;
const maxResumptions = 16;
/** Some servers send nothing of a standing stream, not even its headers, before its first event. */
const longestStartMs = 500;

/**
 * Streamable HTTP of both eras (basic/transports of 2025-03-26 to 2026-07-28): each message is a POST, its answer JSON or an
 * event stream. Sessions, standing streams and resumption are used where the server gives them, as only legacy ones do.
 */
export function createHttpChannel(options: HttpChannelOptions): Channel {
  const { url, dispatcher, credentialHeaders, maxResultBytes } = options;
  const host = url.host;
  let path = `${url.pathname}${url.search}`;
  let sessionId: string | undefined;
  let protocolVersion: string | undefined;
  let isClosed = false;
  let isListening = false;
  /** The headers of a plain POST, and the credential that they were made with. */
  let known: { credential: Record<string, string>; headers: Record<string, string> } | undefined;
  const closing = new AbortController();

  function makeHeaders(
    credential: Record<string, string>,
    more: Pick<Outgoing, "accept" | "lastEventId"> & { hasBody: boolean },
  ): Record<string, string> {
    const { accept = acceptBoth, lastEventId, hasBody } = more;
    return requestHeaders({
      accept,
      hasBody,
      sessionId,
      protocolVersion,
      userAgent: options.userAgent,
      credential: { ...options.fixedHeaders, ...credential },
      ...(lastEventId === undefined ? {} : { lastEventId }),
    });
  }

  function postHeaders(credential: Record<string, string>): Record<string, string> {
    if (known?.credential !== credential)
      known = { credential, headers: makeHeaders(credential, { hasBody: true }) };
    return known.headers;
  }

  function dispatch(
    method: HttpRequest["method"],
    given: Outgoing,
    credential: Record<string, string>,
  ): Promise<HttpAnswer> {
    const { body, events, deadline, signal } = given;
    const plain =
      method === "POST"
        ? postHeaders(credential)
        : makeHeaders(credential, { ...given, hasBody: body !== undefined });
    return sendHttp(dispatcher, {
      method,
      path,
      headers: given.headers ? { ...plain, ...given.headers } : plain,
      ...(body === undefined ? {} : { body }),
      host,
      deadline,
      signal,
      maxBytes: maxResultBytes,
      maxStreamBytes: 4 * maxResultBytes,
      ...(events ? { events } : {}),
    });
  }

  async function post(given: Outgoing): Promise<HttpAnswer> {
    let credential = await credentialHeaders();
    let hasReread = false;
    for (let redirects = 0; ; ) {
      const answer = await dispatch("POST", given, credential);
      if (answer.status < 300) return answer;
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
    // Before a revision was agreed on nothing has shown that an MCP server is there at all.
    const code = protocolVersion === undefined ? "not_mcp" : "protocol_error";
    return new UpstreamError(code, message, { sent: true, cause });
  }

  async function request(
    message: Parameters<Channel["request"]>[0],
    call: Parameters<Channel["request"]>[1],
  ): Promise<ChannelAnswer> {
    const { deadline, signal } = call;
    const headers = withTrace(call.headers, message);
    const reader = new AnswerReader(message.id, call, maxResultBytes);
    const outgoing = { body: JSON.stringify(message), headers, events: reader, deadline, signal };
    let posted: HttpAnswer | null;
    try {
      posted = await post(outgoing);
    } catch (error) {
      // A stream with event ids that broke off can be taken up again; anything else is the end.
      if (reader.decoder.lastEventId === "" || !isInterruption(error)) throw error;
      posted = null;
    }
    if (reader.problem) throw malformed(reader.problem);
    if (posted && posted.kind !== "stream") {
      const response = readPlain(posted, message.id, reader);
      if (message.method === "initialize") takeSession(posted);
      else if (message.method === "server/discover") endStray(posted);
      return { response, bytes: posted.bytes, httpStatus: posted.status };
    }
    if (posted && posted.status !== 200)
      throw statusError(posted, { host, hasSession: sessionId !== undefined });
    if (posted && message.method === "initialize") takeSession(posted);
    for (let resumption = 0; reader.taken === undefined; resumption += 1) {
      reader.restart();
      const { lastEventId, retryMs = 1_000 } = reader;
      if (lastEventId === "" || resumption >= maxResumptions) {
        throw new UpstreamError("protocol_error", `${host} ended its stream without an answer.`, {
          sent: true,
        });
      }
      await pause(Math.min(retryMs, Math.max(deadline.leftMs, 0)), signal);
      const resuming = { events: reader, accept: "text/event-stream", lastEventId, deadline, signal };
      const resumed = await dispatch("GET", resuming, await credentialHeaders()).catch((error: unknown) => {
        if (!isInterruption(error)) throw afterSending(error);
        return null;
      });
      if (reader.problem) throw malformed(reader.problem);
      if (resumed && resumed.kind !== "stream") {
        throw afterSending(statusError(resumed, { host, hasSession: false }));
      }
    }
    return reader.taken;
  }

  function readPlain(posted: HttpAnswer, id: RpcId, reader: AnswerReader): RpcResponse {
    if (posted.status >= 200 && posted.status < 300 && posted.kind === "json") {
      try {
        const response = reader.read(posted.text) ?? answerInBody(posted, id);
        if (response) return response;
      } catch (error) {
        throw error instanceof MessageError ? malformed(error) : error;
      }
      throw malformed(undefined);
    }
    const failure = statusError(posted, { host, hasSession: sessionId !== undefined });
    if (failure.code === "session_lost" || failure.code === "unauthorized") throw failure;
    const response = answerInBody(posted, id);
    if (response) return response;
    throw failure;
  }

  function sessionIn(answer: HttpAnswer): string | undefined {
    const given = answer.headers[headerNames.sessionId];
    return typeof given === "string" && /^[\x21-\x7e]{1,1024}$/.test(given) ? given : undefined;
  }

  function takeSession(answer: HttpAnswer): void {
    sessionId = sessionIn(answer) ?? sessionId;
    known = undefined;
  }

  /** Some legacy servers open a session for whatever comes first; nobody will use this one. */
  function endStray(answer: HttpAnswer): void {
    const stray = sessionIn(answer);
    if (stray !== undefined) void endSession(stray);
  }

  /** The server forgets it in its own time otherwise; nobody waits for a better answer. */
  async function endSession(id: string): Promise<void> {
    const deadline = new Deadline(2_000);
    const headers = { [headerNames.sessionId]: id };
    await credentialHeaders()
      .then((credential) => dispatch("DELETE", { headers, deadline }, credential))
      .catch(() => undefined);
    deadline.stop();
  }

  return {
    hasStreamPerRequest: true,
    get isClosed() {
      return isClosed;
    },
    request,
    async send(message, { timeoutMs }) {
      const deadline = new Deadline(timeoutMs);
      try {
        const answer = await post({ body: JSON.stringify(message), deadline, signal: closing.signal });
        if (answer.status >= 300) throw statusError(answer, { host, hasSession: sessionId !== undefined });
      } finally {
        deadline.stop();
      }
    },
    setVersion(version) {
      protocolVersion = version;
      known = undefined;
    },
    async listen({ onMessage, onLost, withStream }) {
      if (!withStream || isListening) return;
      isListening = true;
      const { promise: isOpen, resolve: onStart } = Promise.withResolvers<void>();
      const isOver = keepListening({
        signal: closing.signal,
        maxEventLength: maxResultBytes,
        onMessage,
        onStart,
        onLost,
        open: async ({ events, lastEventId }) => {
          const deadline = new Deadline(Number.POSITIVE_INFINITY);
          const stream = {
            events,
            accept: "text/event-stream",
            deadline,
            signal: closing.signal,
            ...(lastEventId === "" ? {} : { lastEventId }),
          };
          return dispatch("GET", stream, await credentialHeaders());
        },
      }).then((status) => {
        // One that refuses it now may have it later, when the session stands; 405 says never.
        isListening = status === undefined || status === 405;
      });
      await Promise.race([isOpen, isOver, wait(longestStartMs, undefined, { ref: false })]);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      closing.abort();
      if (sessionId !== undefined) await endSession(sessionId);
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
