import { isLogLevel, isLogWanted, type JsonObject } from "@patchops/protocol";
import type { Services } from "@patchops/services";
import type { CallerRoots } from "@patchops/upstream";
import type { ClientLink } from "../client-link.ts";
import type { Exchange } from "../exchange.ts";
import { askClient } from "./ask-client.ts";
import type { LegacySession } from "./session-store.ts";
import { tellClient } from "./tell-client.ts";

const rpc = (message: JsonObject) => JSON.stringify({ jsonrpc: "2.0", ...message });

/** A session's client, on the stream of the request that is being answered (2025-11-25, basic/transports: sending messages). */
export class LegacyLink implements ClientLink {
  readonly era = "legacy";
  readonly #services: Services;
  readonly #session: LegacySession;
  readonly #exchange: Exchange;

  constructor(services: Services, session: LegacySession, exchange: Exchange) {
    this.#services = services;
    this.#session = session;
    this.#exchange = exchange;
  }

  get capabilities(): JsonObject {
    return this.#session.crossing;
  }

  get roots(): CallerRoots | undefined {
    return this.#session.roots;
  }

  get logLevel(): string | undefined {
    return this.#session.row.logLevel ?? undefined;
  }

  notify(method: string, params: JsonObject): void {
    const { logLevel } = this.#session.row;
    const isUnwanted =
      method === "notifications/message" && isLogLevel(logLevel) && !isLogWanted(params.level, logLevel);
    if (isUnwanted || this.#exchange.notify(rpc({ method, params }))) return;
    // The word that a page is done often comes when the request that asked for it is over.
    if (method === "notifications/elicitation/complete") {
      tellClient(this.#services, this.#session, { method, params });
    }
  }

  ask(question: { method: string; params: JsonObject }, signal: AbortSignal): Promise<JsonObject> {
    return askClient(this.#session, question, {
      signal,
      send: (message) => this.#exchange.notify(rpc(message)),
    });
  }
}
