import {
  type ClassifiedMessage,
  isJsonObject,
  isLegacyVersion,
  type JsonObject,
  newestLegacyVersion,
  type RpcId,
  type RpcRequest,
  rpcErrorCodes,
} from "@patchops/protocol";
import type { Channel } from "../channel.ts";
import type { UpstreamRequest } from "../request.ts";
import { UpstreamError } from "../upstream-error.ts";
import { announcesChanges } from "./announces-changes.ts";
import { nextRequestId } from "./next-request-id.ts";
import type {
  ChangingList,
  ClientInfo,
  Progress,
  ServerDescription,
  Session,
  SessionAnswer,
} from "./session.ts";

const listOf: Readonly<Record<string, ChangingList>> = {
  "notifications/tools/list_changed": "tools",
  "notifications/prompts/list_changed": "prompts",
  "notifications/resources/list_changed": "resources",
};
/** Requests of a server that may await our answer at one time; more are dropped. */
const maxOpenReplies = 16;
const replyTimeoutMs = 10_000;

/**
 * Opens a session by `initialize` (2025-11-25, basic/lifecycle): offers the newest legacy revision, takes any. The client
 * it presents has no capabilities yet, so a server's requests other than `ping` are answered with "method not found".
 */
export async function openSession(
  channel: Channel,
  options: { clientInfo: ClientInfo; timeoutMs: number; onChanged: (what: ChangingList) => void },
): Promise<Session> {
  const progressListeners = new Map<RpcId, (progress: Progress) => void>();
  const subscriptions = new Map<string, Set<() => void>>();
  let openReplies = 0;

  function reply(request: RpcRequest): void {
    if (openReplies >= maxOpenReplies) return;
    openReplies += 1;
    channel
      .send(answerToServer(request), { timeoutMs: replyTimeoutMs })
      // A server that does not take our answer has its own time limit for it.
      .catch(() => undefined)
      .finally(() => {
        openReplies -= 1;
      });
  }

  function receive(classified: ClassifiedMessage, onNotification?: UpstreamRequest["onNotification"]): void {
    if (classified.kind === "request") reply(classified.message);
    if (classified.kind !== "notification") return;
    const { method, params } = classified.message;
    if (method === "notifications/progress") {
      const token = params?.progressToken;
      const listener = typeof token === "number" ? progressListeners.get(token) : undefined;
      const progress = readProgress(params);
      if (listener && progress) listener(progress);
    } else if (listOf[method]) {
      options.onChanged(listOf[method]);
    } else if (method === "notifications/resources/updated") {
      for (const listener of subscriptions.get(String(params?.uri)) ?? []) listener();
    } else {
      onNotification?.(classified.message);
    }
  }

  async function request(given: UpstreamRequest & { timeoutMs: number }): Promise<SessionAnswer> {
    const id = nextRequestId();
    const { method, params, onProgress, onNotification, timeoutMs, signal } = given;
    let sentParams = params;
    if (onProgress || params._meta !== undefined) {
      const { progressToken: _callers, ...meta } = isJsonObject(params._meta) ? params._meta : {};
      sentParams = { ...params, _meta: onProgress ? { ...meta, progressToken: id } : meta };
    }
    if (onProgress) progressListeners.set(id, onProgress);
    try {
      const { response, bytes } = await channel.request(
        { jsonrpc: "2.0", id, method, params: sentParams },
        { timeoutMs, signal, onMessage: (message) => receive(message, onNotification) },
      );
      if ("result" in response) return { result: response.result, bytes };
      const { code, message, data } = response.error;
      throw new UpstreamError("upstream_error", message, { sent: true, upstreamCode: code, data });
    } catch (error) {
      if (method !== "initialize" && isGivenUp(error)) cancel(id, error);
      throw error;
    } finally {
      if (onProgress) progressListeners.delete(id);
    }
  }

  function cancel(id: RpcId, error: UpstreamError): void {
    const reason = error.code === "timeout" ? "The time for it is up." : "The caller cancelled it.";
    channel
      .send(
        { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: id, reason } },
        { timeoutMs: replyTimeoutMs },
      )
      // The call has ended for its caller either way.
      .catch(() => undefined);
  }

  const deadlineMs = performance.now() + options.timeoutMs;
  const { result } = await request({
    method: "initialize",
    params: { protocolVersion: newestLegacyVersion, capabilities: {}, clientInfo: options.clientInfo },
    timeoutMs: options.timeoutMs,
  }).catch(explainInitialize);
  const server = readServer(result);
  channel.setVersion(server.protocolVersion);
  await channel.send(
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { timeoutMs: Math.max(1, deadlineMs - performance.now()) },
  );
  // Only who says that its lists change gets a standing stream: it costs both sides a connection.
  channel.listen((message) => receive(message), { withStream: announcesChanges(server) });
  return {
    server,
    get isClosed() {
      return channel.isClosed;
    },
    request,
    async subscribe(uri, listener, limits) {
      const listeners = subscriptions.get(uri) ?? new Set();
      const isFirst = listeners.size === 0;
      listeners.add(listener);
      subscriptions.set(uri, listeners);
      if (isFirst) await request({ method: "resources/subscribe", params: { uri }, ...limits });
      return async () => {
        listeners.delete(listener);
        if (listeners.size > 0 || subscriptions.get(uri) !== listeners) return;
        subscriptions.delete(uri);
        await request({ method: "resources/unsubscribe", params: { uri }, ...limits });
      };
    },
    close: () => channel.close(),
  };
}

function isGivenUp(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError && error.sent && (error.code === "cancelled" || error.code === "timeout")
  );
}

/** The one place that answers a server's own requests. */
function answerToServer({ id, method }: RpcRequest) {
  if (method === "ping") return { jsonrpc: "2.0" as const, id, result: {} };
  const error = { code: rpcErrorCodes.methodNotFound, message: `This client does not offer ${method}.` };
  return { jsonrpc: "2.0" as const, id, error };
}

function explainInitialize(error: unknown): never {
  if (error instanceof UpstreamError && error.upstreamCode !== undefined) {
    const message = "The server refused to open a session.";
    throw new UpstreamError("protocol_error", message, { sent: true, cause: error });
  }
  throw error;
}

function readProgress(params: JsonObject | undefined): Progress | null {
  if (typeof params?.progress !== "number") return null;
  const { progress, total, message } = params;
  return {
    progress,
    ...(typeof total === "number" ? { total } : {}),
    ...(typeof message === "string" ? { message } : {}),
  };
}

function readServer(result: JsonObject): ServerDescription {
  const { protocolVersion, serverInfo, capabilities, instructions } = result;
  if (typeof protocolVersion !== "string" || !isLegacyVersion(protocolVersion)) {
    throw new UpstreamError("protocol_error", "The server speaks no revision of MCP that we know.", {
      sent: true,
    });
  }
  const info = isJsonObject(serverInfo) ? serverInfo : {};
  return {
    era: "legacy",
    protocolVersion,
    info: {
      name: typeof info.name === "string" ? info.name : "",
      version: typeof info.version === "string" ? info.version : "",
      ...(typeof info.title === "string" ? { title: info.title } : {}),
    },
    capabilities: isJsonObject(capabilities) ? capabilities : {},
    instructions: typeof instructions === "string" ? instructions : null,
  };
}
