import { type DecodedSseEvent, SseDecoder } from "@patchops/protocol";
import type { Channel, ListenOptions } from "../channel.ts";
import { Deadline } from "../deadline.ts";
import { PendingAnswers } from "../pending-answers.ts";
import { UpstreamError } from "../upstream-error.ts";
import type { HttpChannelOptions } from "./http-channel.ts";
import { requestHeaders } from "./request-headers.ts";
import { type HttpAnswer, sendHttp } from "./send-http.ts";
import { statusError } from "./status-error.ts";

/**
 * HTTP+SSE (2024-11-05, basic/transports): one stream by GET for everything that comes, whose first event names the address for
 * everything that goes. The stream is the session: when it ends, so does this.
 */
export function createSseChannel(options: HttpChannelOptions): Channel {
  const { url, dispatcher, credentialHeaders, maxResultBytes } = options;
  const { host } = url;
  const pending = new PendingAnswers(host);
  const closing = new AbortController();
  let ended: UpstreamError | undefined;
  let onLost: ListenOptions["onLost"] | undefined;
  let connecting: Promise<string> | undefined;

  function end(failure: UpstreamError): void {
    if (ended) return;
    ended = failure;
    pending.endAll(failure);
    if (!closing.signal.aborted) onLost?.();
  }

  async function send(
    method: "GET" | "POST",
    path: string,
    given: { body?: string; deadline: Deadline; events?: Parameters<typeof sendHttp>[1]["events"] },
  ): Promise<HttpAnswer> {
    const { body, events, deadline } = given;
    let credential = await credentialHeaders();
    for (let hasReread = false; ; hasReread = true) {
      const answer = await sendHttp(dispatcher, {
        method,
        path,
        headers: requestHeaders({
          accept: method === "GET" ? "text/event-stream" : "application/json, text/event-stream",
          hasBody: body !== undefined,
          sessionId: undefined,
          protocolVersion: undefined,
          userAgent: options.userAgent,
          credential: { ...options.fixedHeaders, ...credential },
        }),
        ...(body === undefined ? {} : { body }),
        host,
        deadline,
        signal: closing.signal,
        maxBytes: maxResultBytes,
        maxStreamBytes: Number.POSITIVE_INFINITY,
        ...(events ? { events } : {}),
      });
      if (answer.status !== 401 || hasReread) return answer;
      const next = await credentialHeaders(credential);
      if (JSON.stringify(next) === JSON.stringify(credential)) return answer;
      credential = next;
    }
  }

  /** Answers the path that messages go to. */
  function connect(): Promise<string> {
    connecting ??= new Promise((resolve, reject) => {
      const events = {
        decoder: new SseDecoder({ maxEventLength: maxResultBytes }),
        onEvent({ event, data }: DecodedSseEvent): boolean {
          if (event === "message") pending.receive(data);
          if (event !== "endpoint") return false;
          const path = pathOf(data);
          if (path !== null) resolve(path);
          else
            reject(new UpstreamError("protocol_error", `${host} sends messages elsewhere.`, { sent: true }));
          return path === null;
        },
      };
      send("GET", `${url.pathname}${url.search}`, {
        events,
        deadline: new Deadline(Number.POSITIVE_INFINITY),
      })
        .then((answer) => {
          if (answer.kind !== "stream" || answer.status !== 200)
            return statusError(answer, { host, hasSession: false });
          return new UpstreamError("protocol_error", `${host} ended its stream.`, { sent: true });
        })
        .catch((error: unknown) => {
          if (error instanceof UpstreamError) return error;
          return new UpstreamError("protocol_error", `${host} broke its stream off.`, {
            sent: true,
            cause: error,
          });
        })
        .then((failure) => {
          reject(failure);
          end(failure);
        });
    });
    return connecting;
  }

  /** Nothing, and least of all a credential, goes to another origin than the connection's own. */
  function pathOf(endpoint: string): string | null {
    if (!URL.canParse(endpoint, url.href)) return null;
    const to = new URL(endpoint, url);
    return to.origin === url.origin ? `${to.pathname}${to.search}` : null;
  }

  async function post(message: unknown, deadline: Deadline): Promise<void> {
    const path = await connect();
    const answer = await send("POST", path, { body: JSON.stringify(message), deadline });
    if (answer.status >= 300) throw statusError(answer, { host, hasSession: true });
  }

  return {
    hasStreamPerRequest: false,
    get isClosed() {
      return ended !== undefined;
    },
    request(message, call) {
      if (ended) return Promise.reject(ended.asNotSent());
      // The answer comes on the other stream; only the way there is waited for here, within a time of its own.
      const way = new Deadline(Math.max(1, call.deadline.leftMs));
      return pending.request(message.id, call, () => post(message, way).finally(() => way.stop()));
    },
    async send(message, { timeoutMs }) {
      const deadline = new Deadline(timeoutMs);
      await post(message, deadline).finally(() => deadline.stop());
    },
    setVersion: () => undefined,
    async listen(listening) {
      pending.onUnrelated = listening.onMessage;
      onLost = listening.onLost;
    },
    async close() {
      closing.abort();
      end(new UpstreamError("cancelled", "The connection was closed.", { sent: true }));
    },
  };
}
