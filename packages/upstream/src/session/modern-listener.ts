import { setTimeout as wait } from "node:timers/promises";
import { type ClassifiedMessage, isJsonObject, type JsonObject, modernMetaKeys } from "@patchops/protocol";
import type { Channel } from "../channel.ts";
import { Deadline } from "../deadline.ts";
import { UpstreamError } from "../upstream-error.ts";
import { changingLists } from "./changing-lists.ts";
import { modernHeaders, modernMeta } from "./modern-envelope.ts";
import { nextRequestId } from "./next-request-id.ts";
import { ownCapabilities } from "./own-capabilities.ts";
import type { ChangingList, ClientInfo, SessionEvents } from "./session.ts";
import { tellCancelled } from "./tell-cancelled.ts";

const method = "subscriptions/listen";
const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;
const acknowledgeMs = 10_000;
const filterOf = {
  tools: "toolsListChanged",
  prompts: "promptsListChanged",
  resources: "resourcesListChanged",
} as const;

interface Stream {
  id: number;
  controller: AbortController;
  acknowledged: Promise<JsonObject>;
  acknowledge(filter: JsonObject): void;
}

/**
 * One standing `subscriptions/listen` of a modern session for all that is wanted (2026-07-28, basic/patterns/subscriptions):
 * replaced when something else is wanted, opened again when it breaks off.
 */
export class ModernListener {
  readonly #channel: Channel;
  readonly #clientInfo: ClientInfo;
  readonly #events: SessionEvents;
  readonly #lists: readonly ChangingList[];
  readonly #uris = new Set<string>();
  #current: Stream | undefined;
  #replacing: Promise<JsonObject> | undefined;
  #isClosed = false;

  constructor(
    channel: Channel,
    options: { clientInfo: ClientInfo; events: SessionEvents; lists: readonly ChangingList[] },
  ) {
    this.#channel = channel;
    this.#clientInfo = options.clientInfo;
    this.#events = options.events;
    this.#lists = options.lists;
    // Who cannot listen now is asked for the same again by the next who subscribes.
    if (this.#lists.length > 0) this.#replace().catch(() => undefined);
  }

  /** Throws UpstreamError when the server does not tell changes of this resource. */
  async add(uri: string): Promise<void> {
    this.#uris.add(uri);
    try {
      const { resourceSubscriptions } = await this.#replace();
      if (Array.isArray(resourceSubscriptions) && resourceSubscriptions.includes(uri)) return;
      throw new UpstreamError("upstream_error", "It does not tell changes of this resource.", { sent: true });
    } catch (error) {
      this.#uris.delete(uri);
      throw error;
    }
  }

  async remove(uri: string): Promise<void> {
    if (this.#uris.delete(uri)) await this.#replace();
  }

  /** What came on no request's own stream. */
  receive(message: ClassifiedMessage): void {
    if (message.kind !== "notification") return;
    const { method: said, params } = message.message;
    const list = changingLists[said];
    if (list) this.#events.onChanged(list);
    else if (said === "notifications/resources/updated") this.#events.onUpdated(String(params?.uri));
    else if (said === "notifications/subscriptions/acknowledged" && this.#opening) {
      const id = isJsonObject(params?._meta) ? params._meta[modernMetaKeys.subscriptionId] : undefined;
      // Ids are numbers here, and some servers make texts of them.
      if (String(id) !== String(this.#opening.id)) return;
      this.#opening.acknowledge(isJsonObject(params?.notifications) ? params.notifications : {});
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#current?.controller.abort();
    this.#opening?.controller.abort();
  }

  #opening: Stream | undefined;

  /** Once for all who want something in the same turn; answers the filter that the server agreed to. */
  #replace(): Promise<JsonObject> {
    this.#replacing ??= Promise.resolve(this.#opening?.acknowledged)
      .catch(() => undefined)
      .then(() => {
        this.#replacing = undefined;
        return this.#open();
      });
    return this.#replacing;
  }

  async #open(): Promise<JsonObject> {
    const before = this.#current;
    const notifications = {
      ...Object.fromEntries(this.#lists.map((list) => [filterOf[list], true])),
      ...(this.#uris.size === 0 ? {} : { resourceSubscriptions: [...this.#uris] }),
    };
    if (Object.keys(notifications).length === 0) {
      this.#current = undefined;
      before?.controller.abort();
      return {};
    }
    const stream = this.#start(notifications);
    this.#opening = stream;
    const timer = setTimeout(() => stream.controller.abort(), acknowledgeMs);
    try {
      const agreed = await stream.acknowledged;
      this.#current = stream;
      // Only now, so that nothing is missed between the two.
      before?.controller.abort();
      return agreed;
    } finally {
      clearTimeout(timer);
      if (this.#opening === stream) this.#opening = undefined;
    }
  }

  #start(notifications: JsonObject): Stream {
    const id = nextRequestId();
    const controller = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const stream: Stream = { id, controller, acknowledged: promise, acknowledge: resolve };
    const deadline = new Deadline(Number.POSITIVE_INFINITY);
    const meta = modernMeta({ meta: {}, clientInfo: this.#clientInfo, capabilities: ownCapabilities });
    const params = { _meta: meta, notifications };
    const headers = modernHeaders(method, params);
    const { signal } = controller;
    this.#channel
      .request(
        { jsonrpc: "2.0", id, method, params },
        { deadline, signal, headers, onMessage: (message) => this.receive(message) },
      )
      .then(
        ({ response }) => {
          const isRefused = "error" in response;
          const message = isRefused ? response.error.message : "It stopped to tell changes.";
          const upstreamCode = isRefused ? { upstreamCode: response.error.code } : {};
          return new UpstreamError("upstream_error", message, { sent: true, ...upstreamCode });
        },
        (error: unknown) => error,
      )
      .then((end) => {
        reject(end);
        if (signal.aborted) this.#cancel(id);
        else if (this.#current === stream) this.#goOn(end);
      });
    return stream;
  }

  /** Only streams that once were open come here: a server that refuses from the start is not asked again and again. */
  #goOn(end: unknown): void {
    this.#current = undefined;
    if (end instanceof UpstreamError && (end.upstreamCode !== undefined || end.code === "unauthorized"))
      return;
    void this.#reopen();
  }

  async #reopen(): Promise<void> {
    for (let pauseMs = shortestPauseMs; !this.#isClosed && !this.#channel.isClosed; ) {
      await wait(pauseMs, undefined, { ref: false });
      if (this.#current || this.#isClosed || this.#channel.isClosed) return;
      try {
        await this.#replace();
      } catch {
        pauseMs = Math.min(2 * pauseMs, longestPauseMs);
        continue;
      }
      // What changed meanwhile was told to nobody.
      for (const list of this.#lists) this.#events.onChanged(list);
      for (const uri of this.#uris) this.#events.onUpdated(uri);
      return;
    }
  }

  /** Where all requests share one pipe there is no stream to be closed. */
  #cancel(id: number): void {
    if (this.#channel.hasStreamPerRequest || this.#channel.isClosed) return;
    tellCancelled(this.#channel, id, { code: "cancelled" });
  }
}
