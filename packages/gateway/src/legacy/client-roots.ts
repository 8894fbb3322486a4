import { newId } from "@patchops/contract";
import type { JsonObject } from "@patchops/protocol";
import type { Services } from "@patchops/services";
import type { CallerRoots } from "@patchops/upstream";
import { note } from "../note.ts";
import { askClient } from "./ask-client.ts";
import type { LegacySession } from "./session-store.ts";
import { tellClient } from "./tell-client.ts";

/** Clients answer by themselves; one that does not listen anywhere answers never. */
const answerTimeoutMs = 30_000;

type Place = Pick<LegacySession, "row" | "crossing" | "questions" | "streams" | "exchanges">;

/** The roots of a session's client for the servers that keep them, beyond any request of the client's (2025-11-25, client/roots). */
export class ClientRoots implements CallerRoots {
  readonly key: string;
  readonly #services: Services;
  readonly #session: Place;
  readonly #listeners = new Set<() => void>();
  readonly #ending = new AbortController();

  constructor(services: Services, session: Place) {
    this.key = session.row.id;
    this.#services = services;
    this.#session = session;
  }

  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  ask(given: AbortSignal): Promise<JsonObject> {
    const { row } = this.#session;
    const recorder = { services: this.#services, requestId: newId(), actor: row };
    const signal = AbortSignal.any([given, this.ended, AbortSignal.timeout(answerTimeoutMs)]);
    const question = { method: "roots/list", params: {} };
    return note(recorder, { promptSessionId: row.id, kind: question.method, subject: null }, () =>
      askClient(this.#session, question, { signal, send: (message) => this.#send(message) }),
    );
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Its client says that they are others now. */
  change(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The session is over, or no longer known here. */
  end(): void {
    this.#ending.abort();
  }

  /** On the stream of a request that is under way its client certainly listens. */
  #send(message: JsonObject): boolean {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    if (this.#session.exchanges.toReversed().some((exchange) => exchange.notify(text))) return true;
    tellClient(this.#services, this.#session, message);
    return true;
  }
}
