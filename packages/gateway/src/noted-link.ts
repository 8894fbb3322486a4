import type { Era, JsonObject } from "@patchops/protocol";
import type { Context } from "@patchops/services";
import type { CallerRoots } from "@patchops/upstream";
import type { ClientLink } from "./client-link.ts";
import { note } from "./note.ts";

/** The client's link, whose questions stand in the session's record by what was answered, never by its content. */
export class NotedLink implements ClientLink {
  readonly #context: Context;
  readonly #link: ClientLink;
  readonly #promptSessionId: string | undefined;

  constructor(context: Context, given: { link: ClientLink; promptSessionId: string | undefined }) {
    this.#context = context;
    this.#link = given.link;
    this.#promptSessionId = given.promptSessionId;
  }

  get era(): Era {
    return this.#link.era;
  }

  get capabilities(): JsonObject {
    return this.#link.capabilities;
  }

  /** A client of 2026-07-28 is asked in its requests alone: its visit says who it is. */
  get roots(): CallerRoots | undefined {
    const { roots, capabilities } = this.#link;
    const key = this.#promptSessionId;
    return roots ?? (capabilities.roots === undefined || key === undefined ? undefined : { key });
  }

  get logLevel(): string | undefined {
    return this.#link.logLevel;
  }

  notify(method: string, params: JsonObject): void {
    this.#link.notify(method, params);
  }

  ask(question: { method: string; params: JsonObject }, signal: AbortSignal): Promise<JsonObject> {
    const { method: kind, params } = question;
    const mode = typeof params.mode === "string" ? params.mode : "form";
    const subject = kind === "elicitation/create" ? mode : null;
    return note(
      this.#context,
      { promptSessionId: this.#promptSessionId, kind, subject },
      () => this.#link.ask(question, signal),
      ({ action }) => (typeof action === "string" ? action : "ok"),
    );
  }
}
