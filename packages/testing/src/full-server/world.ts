import { EventEmitter, once } from "node:events";
import { TaskDesk } from "./tasks/task-desk.ts";

export type ListKind = "tools" | "prompts" | "resources";

/** What one running server remembers across requests and sessions. */
export class World {
  readonly #events = new EventEmitter<{ list: [ListKind]; resource: [string]; cancelled: [string] }>();
  readonly #extras = new Set<ListKind>();
  readonly #cancelled = new Set<string>();
  readonly #refused = new Set<string>();
  readonly tasks = new TaskDesk();
  watchedText = "Watched from the start.";

  constructor() {
    // Each session listens.
    this.#events.setMaxListeners(0);
  }

  /** Whether this list has its extra entry now. */
  hasExtra(kind: ListKind): boolean {
    return this.#extras.has(kind);
  }

  /** Adds the list's extra entry, or takes it away again. */
  toggleExtra(kind: ListKind): void {
    if (!this.#extras.delete(kind)) this.#extras.add(kind);
    this.#events.emit("list", kind);
  }

  updateResource(uri: string, text: string): void {
    this.watchedText = text;
    this.#events.emit("resource", uri);
  }

  /** Notes that the call of this name was cancelled by its client. */
  noteCancelled(token: string): void {
    this.#cancelled.add(token);
    this.#events.emit("cancelled", token);
  }

  async untilCancelled(token: string, signal: AbortSignal): Promise<void> {
    while (!this.#cancelled.has(token)) await once(this.#events, "cancelled", { signal });
  }

  /** Whether this was asked before. */
  wasRefused(token: string): boolean {
    if (this.#refused.has(token)) return true;
    this.#refused.add(token);
    return false;
  }

  /** Hears of changes until the returned function is called. */
  watch(onList: (kind: ListKind) => void, onResource: (uri: string) => void): () => void {
    this.#events.on("list", onList).on("resource", onResource);
    return () => void this.#events.off("list", onList).off("resource", onResource);
  }
}
