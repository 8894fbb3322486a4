import {
  type ClassifiedMessage,
  isJsonObject,
  isLegacyVersion,
  isLogLevel,
  isLogWanted,
  type JsonObject,
  type LogLevel,
  newestLegacyVersion,
  OpenRequests,
  type RpcNotification,
  type RpcRequest,
} from "@patchops/protocol";
import type { Channel, ChannelRequestOptions } from "../channel.ts";
import { Deadline } from "../deadline.ts";
import type { Caller, CallerRoots, UpstreamAnswer, UpstreamRequest } from "../request.ts";
import { UpstreamError } from "../upstream-error.ts";
import { announcesChanges } from "./announces-changes.ts";
import { changingLists } from "./changing-lists.ts";
import { ClientAsks } from "./client-asks.ts";
import { isGivenUp } from "./is-given-up.ts";
import { nextRequestId } from "./next-request-id.ts";
import { readInfo } from "./read-info.ts";
import { readProgress } from "./read-progress.ts";
import type { ClientInfo, ServerDescription, Session, SessionEvents } from "./session.ts";
import { tellCancelled } from "./tell-cancelled.ts";
import { asInputRequired, requiredPages, withoutInput } from "./url-required.ts";

/** For what belongs to no caller's time: replies, cancellations, subscriptions. */
const ownTimeoutMs = 10_000;
const maxPages = 100;

/** A request under way, and what its channel is told of it. */
class Call implements ChannelRequestOptions {
  readonly id = nextRequestId();
  readonly request: UpstreamRequest;
  readonly deadline: Deadline;
  readonly signal: AbortSignal | undefined;
  readonly #session: LegacySession;
  /** Aborts what the server asks while it answers, when that is over. */
  asks: ClientAsks | undefined;

  constructor(session: LegacySession, request: UpstreamRequest, deadline: Deadline) {
    this.#session = session;
    this.request = request;
    this.deadline = deadline;
    this.signal = request.signal;
  }

  get caller() {
    return this.request.caller;
  }

  onMessage(message: ClassifiedMessage): void {
    this.#session.receive(message, this);
  }
}

export interface LegacySessionOptions {
  clientInfo: ClientInfo;
  /** Of the opening alone. */
  signal?: AbortSignal | undefined;
  /** What the client declares at `initialize`: it holds for the whole session. */
  capabilities: JsonObject;
  /** Whose request opens it: asked by a server that does not wait for that request. */
  opener?: Caller | undefined;
  /** The server's lists and resources are its process's own: all clients stay together where it asks for roots in the middle of a call. */
  isProcess: boolean;
  /** Of the opener, where they are known already. */
  roots?: CallerRoots | undefined;
  events: SessionEvents;
}

/** A session that was opened by `initialize` (2024-11-05 to 2025-11-25, basic/lifecycle). */
export class LegacySession implements Session {
  server: ServerDescription = nobody;
  readonly #channel: Channel;
  readonly #options: Omit<LegacySessionOptions, "opener">;
  readonly #calls = new OpenRequests<Call>();
  /** Asked on no request's own stream. */
  readonly #asks = new ClientAsks();
  /** Whom to tell that a page is done: the word often comes when the request is over. The oldest give way. */
  readonly #pages = new Map<string, UpstreamRequest["onNotification"]>();
  /** Until their request is answered: it holds the way to its client. */
  #opener: Caller | undefined;
  /** Of the client to whom the session belongs since its server has asked for them. */
  #roots: CallerRoots | undefined;
  #hasServed = false;
  #ignoreRoots: (() => void) | undefined;
  #level: LogLevel | undefined;
  #settingLevel: Promise<void> | undefined;

  private constructor(channel: Channel, options: LegacySessionOptions) {
    this.#channel = channel;
    const { opener, ...rest } = options;
    this.#options = rest;
    this.#opener = opener;
    this.#roots = options.roots;
  }

  /** Offers the newest legacy revision, takes any. */
  static async open(
    channel: Channel,
    options: LegacySessionOptions,
    deadline: Deadline,
  ): Promise<LegacySession> {
    const session = new LegacySession(channel, options);
    const listening = {
      onMessage: (message: ClassifiedMessage) => session.receive(message, undefined),
      onLost: () => options.events.onLost(),
    };
    void channel.listen({ ...listening, withStream: false });
    const { clientInfo, capabilities, signal } = options;
    const params = { protocolVersion: newestLegacyVersion, capabilities, clientInfo };
    const { result } = await session.request({ method: "initialize", params, signal }, deadline);
    session.server = readServer(result);
    channel.setVersion(session.server.protocolVersion);
    // Servers ask for roots as soon as the session stands, many on this stream, and drop what comes before it is open.
    if (capabilities.roots !== undefined) await channel.listen({ ...listening, withStream: true });
    const initialized = { jsonrpc: "2.0", method: "notifications/initialized" } as const;
    await channel.send(initialized, { timeoutMs: Math.max(1, deadline.leftMs) });
    const isTold = (["tools", "prompts", "resources"] as const).some((what) =>
      announcesChanges(session.server, what),
    );
    // Other questions come there as well.
    const isAsked = Object.keys(capabilities).length > 0;
    await channel.listen({ ...listening, withStream: isTold || isAsked });
    return session;
  }

  get isClosed(): boolean {
    return this.#channel.isClosed;
  }

  async request(request: UpstreamRequest, deadline: Deadline): Promise<UpstreamAnswer> {
    if (request.logLevel !== undefined) await this.#wantLevel(request.logLevel);
    const call = new Call(this, request, deadline);
    const { id } = call;
    const { method } = request;
    const params = request.passesInput ? withoutInput(request.params) : request.params;
    this.#calls.add(id, call);
    try {
      const sent = request.onProgress || params._meta !== undefined ? withToken(params, call) : params;
      const { response, bytes, httpStatus } = await this.#channel.request(
        { jsonrpc: "2.0", id, method, params: sent },
        call,
      );
      if (method !== "initialize") this.#hasServed = true;
      if ("result" in response) return { result: response.result, bytes, era: "legacy" };
      const { code, message, data } = response.error;
      for (const { elicitationId } of requiredPages(response.error)) this.#keepPage(elicitationId, request);
      const asking = asInputRequired(response.error, request);
      if (asking) return { result: asking, bytes, era: "legacy" };
      throw new UpstreamError("upstream_error", message, {
        sent: true,
        upstreamCode: code,
        data,
        ...(httpStatus === undefined ? {} : { httpStatus }),
      });
    } catch (error) {
      if (method !== "initialize" && isGivenUp(error)) tellCancelled(this.#channel, id, error);
      throw error;
    } finally {
      this.#calls.remove(call);
      if (request.caller !== undefined && request.caller === this.#opener) this.#opener = undefined;
      call.asks?.cancelAll();
    }
  }

  async ping(options: { signal?: AbortSignal | undefined }, deadline: Deadline): Promise<void> {
    await this.request({ method: "ping", params: {}, ...options }, deadline);
  }

  async subscribe(uri: string): Promise<void> {
    await this.#own({ method: "resources/subscribe", params: { uri } });
    // Where else would its changes be told?
    await this.#channel.listen({
      onMessage: (message) => this.receive(message, undefined),
      onLost: () => this.#options.events.onLost(),
      withStream: true,
    });
  }

  async unsubscribe(uri: string): Promise<void> {
    await this.#own({ method: "resources/unsubscribe", params: { uri } });
  }

  async close(): Promise<void> {
    this.#ignoreRoots?.();
    this.#asks.cancelAll();
    await this.#channel.close();
  }

  /** `call`: the request on whose own stream it came, where there is such a stream. */
  receive(classified: ClassifiedMessage, call: Call | undefined): void {
    if (classified.kind === "request") this.#reply(classified.message, call);
    if (classified.kind !== "notification") return;
    const { method, params } = classified.message;
    if (method === "notifications/progress") {
      const progress = readProgress(params);
      if (progress) this.#calls.get(params?.progressToken)?.request.onProgress?.(progress);
      return;
    }
    const list = changingLists[method];
    if (list) this.#options.events.onChanged(list);
    else if (method === "notifications/resources/updated")
      this.#options.events.onUpdated(String(params?.uri));
    else if (method === "notifications/cancelled") this.#cancelAsk(params?.requestId);
    else this.#tell(classified.message, call);
  }

  #keepPage(elicitationId: unknown, { onNotification }: UpstreamRequest): void {
    if (typeof elicitationId !== "string" || !onNotification) return;
    this.#pages.set(elicitationId, onNotification);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > maxPages && oldest !== undefined) this.#pages.delete(oldest);
  }

  /** One pipe, or the standing stream, says not for whom a message is: the request that came last is the best guess. */
  #tell(notification: RpcNotification, call: Call | undefined): void {
    if (notification.method === "notifications/elicitation/complete") {
      const id = String(notification.params?.elicitationId);
      this.#pages.get(id)?.(notification);
      this.#pages.delete(id);
      return;
    }
    const { request } =
      call ?? this.#calls.findLast(({ request: { onNotification } }) => onNotification !== undefined) ?? {};
    const { method, params } = notification;
    const wanted = request?.logLevel;
    if (method === "notifications/message" && isLogLevel(wanted) && !isLogWanted(params?.level, wanted))
      return;
    request?.onNotification?.(notification);
  }

  #reply(request: RpcRequest, call: Call | undefined): void {
    const asked = call ?? this.#calls.findLast(({ caller }) => caller !== undefined);
    // A server that keeps roots asks as soon as its session stands, or when it hears that they changed.
    const isOfCall = this.#options.isProcess && this.#hasServed && asked !== undefined;
    const rootsOwner =
      request.method === "roots/list" && !isOfCall
        ? this.#keepRoots(asked?.caller ?? this.#opener)
        : undefined;
    const waiting = rootsOwner && !call ? undefined : asked;
    if (waiting) {
      waiting.asks ??= new ClientAsks();
      if (request.params?.mode === "url") this.#keepPage(request.params.elicitationId, waiting.request);
    }
    const asks = waiting?.asks ?? this.#asks;
    asks
      .answer(request, waiting ?? { caller: rootsOwner ?? this.#opener })
      .then((answer) =>
        this.#channel.send({ jsonrpc: "2.0", id: request.id, ...answer }, { timeoutMs: ownTimeoutMs }),
      )
      // A server that does not take our answer has its own time limit for it.
      .catch(() => undefined);
  }

  /**
   * What a server learns of roots holds for its whole session: from now on that is this caller's. Answers whom to ask when the
   * server asks on no request's own stream.
   */
  #keepRoots(caller: Caller | undefined): Pick<Caller, "ask"> | undefined {
    if (caller?.roots?.ask) this.#roots ??= caller.roots;
    const roots = this.#roots;
    this.#options.events.onRootsAsked(roots);
    const { roots: declared } = this.#options.capabilities;
    if (isJsonObject(declared) && declared.listChanged === true && !this.isClosed) {
      const changed = { jsonrpc: "2.0", method: "notifications/roots/list_changed" } as const;
      this.#ignoreRoots ??= roots?.onChanged?.(() => {
        // A server that has lost the session asks anew in the next one.
        this.#channel.send(changed, { timeoutMs: ownTimeoutMs }).catch(() => undefined);
      });
    }
    const ask = roots?.ask?.bind(roots);
    return ask && { ask: (_question, signal) => ask(signal) };
  }

  #cancelAsk(id: unknown): void {
    this.#asks.cancel(id);
    for (const { asks } of this.#calls) asks?.cancel(id);
  }

  /** The level is the session's: it goes down to what the most curious request wants, and never up again. */
  async #wantLevel(level: string): Promise<void> {
    if (!isLogLevel(level) || !isJsonObject(this.server.capabilities.logging)) return;
    if (this.#level !== undefined && isLogWanted(level, this.#level)) return this.#settingLevel;
    this.#level = level;
    // A server that refuses says nothing, or what it likes; the request itself goes on.
    this.#settingLevel = this.#own({ method: "logging/setLevel", params: { level } }).catch(() => undefined);
    await this.#settingLevel;
  }

  async #own(request: UpstreamRequest): Promise<void> {
    const deadline = new Deadline(ownTimeoutMs);
    try {
      await this.request(request, deadline);
    } finally {
      deadline.stop();
    }
  }
}

/** `_meta` as it goes out: a token of our own in place of whatever the caller has there. */
function withToken(params: JsonObject, { id, request }: Call): JsonObject {
  const { progressToken: _callers, ...meta } = isJsonObject(params._meta) ? params._meta : {};
  return { ...params, _meta: request.onProgress ? { ...meta, progressToken: id } : meta };
}

const nobody: ServerDescription = {
  era: "legacy",
  protocolVersion: "",
  info: { name: "", version: "" },
  capabilities: {},
  instructions: null,
};

function readServer(result: JsonObject): ServerDescription {
  const { protocolVersion, serverInfo, capabilities, instructions } = result;
  if (typeof protocolVersion !== "string" || !isLegacyVersion(protocolVersion)) {
    throw new UpstreamError("protocol_error", "The server speaks no revision of MCP that we know.", {
      sent: true,
    });
  }
  return {
    era: "legacy",
    protocolVersion,
    info: readInfo(serverInfo),
    capabilities: isJsonObject(capabilities) ? capabilities : {},
    instructions: typeof instructions === "string" ? instructions : null,
  };
}
