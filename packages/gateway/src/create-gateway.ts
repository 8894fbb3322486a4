import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, newId } from "@patchops/contract";
import { readTraceContext } from "@patchops/protocol";
import {
  flushSessionEvents,
  listenForPromptSessions,
  openHeldCallRelay,
  rateFields,
  type Services,
  type Visit,
} from "@patchops/services";
import { authenticate } from "./authenticate.ts";
import { checkSite, type Sites } from "./check-site.ts";
import { parseEndpoint } from "./endpoint.ts";
import type { GatewayRequest } from "./gateway-request.ts";
import { handlePost } from "./handle-post.ts";
import { handleDelete } from "./legacy/handle-delete.ts";
import { handleGet } from "./legacy/handle-get.ts";
import { createSessionStore } from "./legacy/session-store.ts";
import { createListChanges } from "./list-changes.ts";
import { logFailure } from "./log-failure.ts";
import { createHeldCalls } from "./modern/held-calls.ts";
import type { ModernFace } from "./modern/modern-face.ts";
import { resumeForAnotherNode } from "./modern/resume-for-another-node.ts";
import type { AccessTokens } from "./oauth/access-tokens.ts";
import { openSenderWatch } from "./sender-watch.ts";
import { writeRefusal } from "./write-refusal.ts";

export interface GatewayOptions extends Sites {
  services: Services;
  /** Of the authorization server. */
  accessTokens: AccessTokens;
  /** The client's network address: behind trusted proxies the first that they vouch for. */
  clientAddress: (request: IncomingMessage) => string;
  /** How long a sender may take for its body. Default 20 s. */
  bodyTimeoutMs?: number;
  /** How often an open stream says that it lives, and when a slow answer becomes a stream. Default 15 s. */
  keepAliveMs?: number;
  /** How long the requests behind a resumable answer go on without their client. Default 60 s. */
  resumeGraceMs?: number;
}

/** The MCP endpoint, for requests whose path begins with `/mcp`. */
export interface Gateway {
  /** Answers a request in full, whatever happens; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** HTTP requests under way, streams included, and the sessions of legacy clients that this node has in memory. */
  stats(): { requests: number; sessions: number };
  /** Refuses what comes from now on, ends the streams, and waits up to `graceMs` (default 10 s) for the calls under way. */
  close(options?: { graceMs?: number }): Promise<void>;
}

const maxBodyBytes = 4 * 1_048_576;
/** Two changes within this time are one to the clients. */
const coalesceMs = 100;

/** One gateway serves all organizations of a node. */
export function createGateway(options: GatewayOptions): Gateway {
  const { services, keepAliveMs = 15_000, resumeGraceMs = 60_000 } = options;
  const { publicUrl } = services.settings;
  const listChanges = createListChanges(services, { coalesceMs });
  const senders = openSenderWatch(services);
  const face = { sessions: createSessionStore(services), listChanges, senders, keepAliveMs, resumeGraceMs };
  const heldCalls = createHeldCalls();
  const relay = openHeldCallRelay(services, (call) => resumeForAnotherNode(services, heldCalls, call)).catch(
    (error: unknown) => {
      services.log.warn({ err: error }, "Answers to calls that other nodes hold do not reach them");
      return null;
    },
  );
  const modern: ModernFace = {
    listChanges,
    heldCalls,
    senders,
    relay,
    listening: new Set(),
    keepAliveMs,
  };
  const limits = { maxBytes: maxBodyBytes, timeoutMs: options.bodyTimeoutMs ?? 20_000 };
  const listening = listenForPromptSessions(services, (signal) => face.sessions.hear(signal)).catch(
    (error: unknown) => {
      services.log.warn({ err: error }, "Cancellations on other nodes are not heard");
      return undefined;
    },
  );
  /** A number alone: whatever held the requests themselves might keep them beyond their end. */
  let underWay = 0;
  let onIdle: (() => void) | undefined;
  let isClosing = false;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse, visit: Visit): Promise<void> {
    const foreignOrigin = checkSite(incoming, options);
    if (foreignOrigin !== null) allowOrigin(outgoing, foreignOrigin);
    if (incoming.method === "OPTIONS") {
      answerPreflight(incoming, outgoing);
      return;
    }
    const [path = "", query = ""] = splitUrl(incoming.url ?? "");
    const endpoint = parseEndpoint(path);
    if (!endpoint) throw new AppError("not_found", "There is no MCP endpoint at this address.");
    if (isClosing) throw new AppError("unavailable", "The server is stopping.", { retryAfterSeconds: 5 });
    const { actor, isCurrent } = await authenticate(incoming, visit, {
      endpointPath: endpoint.path,
      query,
      accessTokens: options.accessTokens,
    });
    const context = { ...visit, actor, via: "mcp" as const, client: null };
    const rate = await rateFields(context);
    if (rate !== null) {
      outgoing.setHeader("ratelimit-policy", rate.policy);
      outgoing.setHeader("ratelimit", rate.limit);
    }
    const request: GatewayRequest = { incoming, outgoing, endpoint, context, isCurrent };
    if (incoming.method === "POST") return handlePost(request, { legacy: face, modern }, limits);
    if (incoming.method === "GET") return handleGet(request, face);
    if (incoming.method === "DELETE") return handleDelete(request, face);
    throw new AppError("method_not_allowed", "An MCP endpoint takes POST, GET and DELETE.");
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    underWay += 1;
    const requestId = newId();
    const visit: Visit = {
      services,
      requestId,
      address: options.clientAddress(incoming),
      userAgent: incoming.headers["user-agent"]?.slice(0, 512) ?? null,
      trace: readTraceContext(incoming.headers),
    };
    outgoing.setHeader("x-request-id", requestId);
    outgoing.setHeader("x-content-type-options", "nosniff");
    outgoing.setHeader("cache-control", "no-store");
    try {
      await serve(incoming, outgoing, visit);
    } catch (error) {
      logFailure(visit, "MCP", error);
      if (outgoing.headersSent) outgoing.destroy();
      else {
        const [path = ""] = splitUrl(incoming.url ?? "");
        const endpointPath = parseEndpoint(path)?.path ?? "/mcp";
        writeRefusal(outgoing, error, { requestId, publicUrl, endpointPath });
      }
    } finally {
      underWay -= 1;
      if (underWay === 0) onIdle?.();
    }
  }

  return {
    handle,
    stats: () => ({ requests: underWay, sessions: face.sessions.size() }),
    async close({ graceMs = 10_000 } = {}) {
      isClosing = true;
      // Nobody waits for a database that may be gone already.
      void listening.then((stop) => stop?.()).catch(() => undefined);
      listChanges.close();
      senders.close();
      face.sessions.closeStreams();
      for (const end of modern.listening) end();
      heldCalls.close();
      void relay.then((opened) => opened?.close()).catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      const idle = new Promise<void>((resolve) => {
        onIdle = resolve;
        if (underWay === 0) resolve();
      });
      await Promise.race([idle, grace]);
      await Promise.race([flushSessionEvents(services), grace]);
      clearTimeout(timer);
      face.sessions.close();
    },
  };
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf("?");
  return at === -1 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader(
    "access-control-expose-headers",
    "mcp-session-id, www-authenticate, x-request-id, retry-after, ratelimit, ratelimit-policy",
  );
  response.setHeader("vary", "origin");
}

/** Of both eras; a tool's own `Mcp-Param-*` come on top. */
const allowedHeaders = [
  "authorization",
  "content-type",
  "accept",
  "mcp-session-id",
  "mcp-protocol-version",
  "mcp-method",
  "mcp-name",
  "last-event-id",
  "traceparent",
  "tracestate",
];

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const wanted = request.headers["access-control-request-headers"]?.toLowerCase().split(/\s*,\s*/) ?? [];
  const parameters = wanted.filter((name) => /^mcp-param-[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name));
  response.writeHead(204, {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": [...allowedHeaders, ...parameters].join(", "),
    "access-control-max-age": "7200",
  });
  response.end();
}
