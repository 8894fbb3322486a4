import {
  type ClassifiedMessage,
  isJsonObject,
  isLogLevel,
  isLogWanted,
  type JsonObject,
  modernVersion,
  OpenRequests,
  parameterHeaders,
  parameterHeaderValues,
  rpcErrorCodes,
} from "@patchops/protocol";
import type { Channel, ChannelRequestOptions } from "../channel.ts";
import type { Deadline } from "../deadline.ts";
import { listAll } from "../list-all.ts";
import type { UpstreamAnswer, UpstreamRequest } from "../request.ts";
import { UpstreamError } from "../upstream-error.ts";
import { announcesChanges } from "./announces-changes.ts";
import { answerInput } from "./answer-input.ts";
import { discover } from "./discover.ts";
import { isGivenUp } from "./is-given-up.ts";
import { forget, type Knowledge } from "./knowledge.ts";
import { modernHeaders, modernMeta } from "./modern-envelope.ts";
import { ModernListener } from "./modern-listener.ts";
import { nextRequestId } from "./next-request-id.ts";
import { ownCapabilities } from "./own-capabilities.ts";
import { PageVisits } from "./page-visits.ts";
import { readProgress } from "./read-progress.ts";
import type { ClientInfo, ServerDescription, Session, SessionEvents } from "./session.ts";
import { tellCancelled } from "./tell-cancelled.ts";

/** How often a server may ask for more before it answers. */
const maxRounds = 16;
const listTimeoutMs = 10_000;
const listBytes = 16 * 1_048_576;

class Call implements ChannelRequestOptions {
  readonly id = nextRequestId();
  readonly request: UpstreamRequest;
  readonly deadline: Deadline;
  readonly signal: AbortSignal | undefined;
  headers: Readonly<Record<string, string>> | undefined;

  constructor(request: UpstreamRequest, deadline: Deadline) {
    this.request = request;
    this.deadline = deadline;
    this.signal = request.signal;
  }

  onMessage(message: ClassifiedMessage): void {
    // A modern server sends no requests.
    if (message.kind !== "notification") return;
    const { method, params } = message.message;
    const { onProgress, onNotification, logLevel } = this.request;
    if (method === "notifications/progress") {
      const progress = params?.progressToken === this.id ? readProgress(params) : null;
      if (progress) onProgress?.(progress);
      return;
    }
    if (method === "notifications/message" && isLogLevel(logLevel) && !isLogWanted(params?.level, logLevel))
      return;
    onNotification?.(message.message);
  }
}

export interface ModernSessionOptions {
  clientInfo: ClientInfo;
  knowledge: Knowledge;
  server: ServerDescription;
  events: SessionEvents;
}

/**
 * A server of 2026-07-28: every request stands for itself, so that this holds no more than the way there, what is under way
 * and what is listened to.
 */
export class ModernSession implements Session {
  server: ServerDescription;
  readonly #channel: Channel;
  readonly #options: ModernSessionOptions;
  readonly #listener: ModernListener;
  readonly #calls = new OpenRequests<Call>();
  #listing: Promise<void> | undefined;

  constructor(channel: Channel, options: ModernSessionOptions) {
    this.#channel = channel;
    this.#options = options;
    this.server = options.server;
    channel.setVersion(modernVersion);
    void channel.listen({
      withStream: false,
      onMessage: (message) => this.#receive(message),
      onLost: () => options.events.onLost(),
    });
    const { clientInfo, events, server } = options;
    const lists = (["tools", "prompts", "resources"] as const).filter((what) =>
      announcesChanges(server, what),
    );
    this.#listener = new ModernListener(channel, { clientInfo, events, lists });
  }

  get isClosed(): boolean {
    return this.#channel.isClosed;
  }

  async request(request: UpstreamRequest, deadline: Deadline): Promise<UpstreamAnswer> {
    let { params } = request;
    const visits = new PageVisits();
    for (let round = 0; ; ) {
      const answer = await this.#sendFitting(request, params, deadline);
      const { result } = answer;
      if (request.method === "tools/list") this.#learnHeaders(result);
      if (request.passesInput) return answer;
      const isAsking = result.resultType === "input_required";
      visits.tellDone(isAsking ? result.inputRequests : undefined, request);
      if (!isAsking) return answer;
      // A person may take their time on a page.
      if (!visits.isAnyUnderWay(result.inputRequests)) round += 1;
      if (round > maxRounds) {
        throw new UpstreamError("protocol_error", "It asks for more without end.", { sent: true });
      }
      params = { ...request.params, ...(await answerInput(result, request, { deadline, visits })) };
    }
  }

  async ping({ signal }: { signal?: AbortSignal | undefined }, deadline: Deadline): Promise<void> {
    const { clientInfo, knowledge } = this.#options;
    const server = await discover(this.#channel, { clientInfo, deadline, signal });
    if (server === null) throw this.#changedEra();
    this.server = server;
    knowledge.server = server;
  }

  subscribe(uri: string): Promise<void> {
    return this.#listener.add(uri);
  }

  unsubscribe(uri: string): Promise<void> {
    return this.#listener.remove(uri);
  }

  async close(): Promise<void> {
    this.#listener.close();
    await this.#channel.close();
  }

  /** One pipe says not which request a message is for, unless it is progress: the one that came last is the best guess. */
  #receive(message: ClassifiedMessage): void {
    const isLog = message.kind === "notification" && message.message.method === "notifications/message";
    if (!isLog) {
      this.#listener.receive(message);
      return;
    }
    this.#calls.findLast(({ request }) => request.logLevel !== undefined)?.onMessage(message);
  }

  /** Again with the headers of a tool that has changed, when the server does not find what it wants in them. */
  async #sendFitting(
    request: UpstreamRequest,
    params: JsonObject,
    deadline: Deadline,
  ): Promise<UpstreamAnswer> {
    const hasParameters = request.method === "tools/call" && this.#channel.hasStreamPerRequest;
    if (!hasParameters) return this.#send(request, params, deadline);
    if (!this.#options.knowledge.parameterHeaders) await this.#listTools(deadline);
    try {
      return await this.#send(request, params, deadline);
    } catch (error) {
      const isMismatch =
        error instanceof UpstreamError && error.upstreamCode === rpcErrorCodes.headerMismatch;
      if (!isMismatch) throw error;
      await this.#listTools(deadline);
      return this.#send(request, params, deadline);
    }
  }

  async #send(request: UpstreamRequest, params: JsonObject, deadline: Deadline): Promise<UpstreamAnswer> {
    const call = new Call(request, deadline);
    const { id } = call;
    const { method, caller, logLevel, onProgress } = request;
    const _meta = modernMeta({
      meta: params._meta,
      clientInfo: this.#options.clientInfo,
      capabilities: caller?.capabilities ?? (method.endsWith("/list") ? ownCapabilities : {}),
      logLevel,
      progressToken: onProgress ? id : undefined,
    });
    if (this.#channel.hasStreamPerRequest) call.headers = this.#headers(method, params);
    this.#calls.add(id, call);
    try {
      const { response, bytes, httpStatus } = await this.#channel.request(
        { jsonrpc: "2.0", id, method, params: { ...params, _meta } },
        call,
      );
      if ("result" in response) return { result: response.result, bytes, era: "modern" };
      const { code, message, data } = response.error;
      if (isOfOtherEra(code, httpStatus)) throw this.#changedEra();
      throw new UpstreamError("upstream_error", message, {
        sent: true,
        upstreamCode: code,
        data,
        ...(httpStatus === undefined ? {} : { httpStatus }),
      });
    } catch (error) {
      // Over HTTP the end of the stream says it.
      if (isGivenUp(error) && !this.#channel.hasStreamPerRequest) tellCancelled(this.#channel, id, error);
      const isGone = error instanceof UpstreamError && error.code === "not_mcp";
      throw isGone && refusals.includes(error.httpStatus ?? 0) ? this.#changedEra(error) : error;
    } finally {
      this.#calls.remove(call);
    }
  }

  #headers(method: string, params: JsonObject): Record<string, string> {
    const headers = modernHeaders(method, params);
    if (method !== "tools/call") return headers;
    const wanted = this.#options.knowledge.parameterHeaders?.get(String(params.name));
    if (!wanted) return headers;
    const given = isJsonObject(params.arguments) ? params.arguments : {};
    return { ...headers, ...parameterHeaderValues(wanted, given) };
  }

  /** Takes the headers out of a page of tools, and out of the page tools whose headers break the rules, as clients must. */
  #learnHeaders(result: JsonObject): void {
    if (!this.#channel.hasStreamPerRequest || !Array.isArray(result.tools)) return;
    const { knowledge } = this.#options;
    knowledge.parameterHeaders ??= new Map();
    const known = knowledge.parameterHeaders;
    result.tools = result.tools.filter((tool: unknown) => {
      if (!isJsonObject(tool) || typeof tool.name !== "string") return true;
      const headers = parameterHeaders(tool.inputSchema);
      if (headers && headers.length > 0) known.set(tool.name, headers);
      else known.delete(tool.name);
      return headers !== null;
    });
  }

  /** Once for all who wait for it. A server that cannot list its tools is called without. */
  async #listTools(deadline: Deadline): Promise<void> {
    const deadlineMs = performance.now() + Math.min(listTimeoutMs, deadline.leftMs);
    this.#listing ??= listAll(this, "tools", { deadlineMs, maxBytes: listBytes })
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.#options.knowledge.parameterHeaders ??= new Map();
        this.#listing = undefined;
      });
    await this.#listing;
  }

  #changedEra(cause?: unknown): UpstreamError {
    forget(this.#options.knowledge);
    const message = "The server no longer speaks the revision of MCP that it spoke before.";
    return new UpstreamError("session_lost", message, { sent: true, cause });
  }
}

/** Statuses by which a server refuses what it does not know. */
const refusals: readonly number[] = [400, 404, 405];

/** A legacy server refuses a modern request by an error of its own; what was refused was not processed. */
function isOfOtherEra(code: number, httpStatus: number | undefined): boolean {
  if (code === rpcErrorCodes.unsupportedVersion) return true;
  return (
    httpStatus !== undefined &&
    refusals.includes(httpStatus) &&
    code <= -32_000 &&
    code > -32_020 &&
    code !== rpcErrorCodes.resourceNotFound
  );
}
