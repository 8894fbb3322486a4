import { setTimeout as wait } from "node:timers/promises";
import type { Target } from "../target.ts";
import type { Session } from "./session.ts";

/** Told which resource changed: the one that is watched, or a part of it. */
export type ResourceListener = (uri: string) => void;

type Use = (run: (session: Session) => Promise<void>) => Promise<void>;

interface Watched {
  listeners: Set<ResourceListener>;
  /** The first subscription, which all who come meanwhile wait for. */
  ready: Promise<void>;
  isReady: boolean;
}

interface Owner {
  target: Target;
  resources: Map<string, Watched>;
  isRestoring: boolean;
}

const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;

/** A server may name a sub-resource of what was subscribed to (2025-11-25, schema: ResourceUpdatedNotification). */
function isOf(watched: string, uri: string): boolean {
  if (!uri.startsWith(watched)) return false;
  return uri.length === watched.length || /[/?#]$/.test(watched) || /[/?#]/.test(uri.charAt(watched.length));
}

/** Who wants to hear of changes of which resource, whatever becomes of the session that tells them. */
export class ResourceWatch {
  readonly #owners = new Map<string, Owner>();
  readonly #closing = new AbortController();
  readonly #open: (target: Target, run: (session: Session) => Promise<void>) => Promise<void>;

  /** `open` opens the owner's session where there is none, which then restores what is watched. */
  constructor(open: (target: Target, run: (session: Session) => Promise<void>) => Promise<void>) {
    this.#open = open;
  }

  has(ownerKey: string): boolean {
    return this.#owners.has(ownerKey);
  }

  tell(ownerKey: string, uri: string): void {
    for (const [watched, { listeners }] of this.#owners.get(ownerKey)?.resources ?? []) {
      if (isOf(watched, uri)) for (const listener of listeners) listener(uri);
    }
  }

  async add(
    { target, uri, listener }: { target: Target; uri: string; listener: ResourceListener },
    use: Use,
  ): Promise<() => Promise<void>> {
    const { ownerKey } = target;
    const owner = this.#owners.get(ownerKey) ?? {
      target,
      resources: new Map<string, Watched>(),
      isRestoring: false,
    };
    this.#owners.set(ownerKey, owner);
    let watched = owner.resources.get(uri);
    if (!watched) {
      const fresh: Watched = { listeners: new Set(), isReady: false, ready: Promise.resolve() };
      fresh.ready = use((session) => session.subscribe(uri)).then(() => {
        fresh.isReady = true;
      });
      owner.resources.set(uri, fresh);
      watched = fresh;
    }
    const { listeners, ready } = watched;
    listeners.add(listener);
    try {
      await ready;
    } catch (error) {
      listeners.delete(listener);
      if (owner.resources.get(uri)?.listeners === listeners) this.#drop(ownerKey, uri);
      throw error;
    }
    return async () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      if (owner.resources.get(uri)?.listeners !== listeners) return;
      this.#drop(ownerKey, uri);
      // A session that is gone, or a server that refuses: nobody hears of changes any longer either way.
      await use((session) => session.unsubscribe(uri)).catch(() => undefined);
    };
  }

  /** A new session of the owner is open: it subscribes to what the one before it was. */
  restore(ownerKey: string, session: Session): void {
    for (const [uri, { isReady }] of this.#owners.get(ownerKey)?.resources ?? []) {
      if (!isReady) continue;
      session.subscribe(uri).then(
        // What changed meanwhile was told to nobody.
        () => this.tell(ownerKey, uri),
        () => undefined,
      );
    }
  }

  /** The owner's session is gone: opens another when something is watched. */
  keep(ownerKey: string): void {
    const owner = this.#owners.get(ownerKey);
    if (!owner || owner.isRestoring) return;
    owner.isRestoring = true;
    this.#reopen(ownerKey, owner)
      // Only the end of everything ends it early.
      .catch(() => undefined)
      .finally(() => {
        owner.isRestoring = false;
      });
  }

  close(): void {
    this.#closing.abort();
    this.#owners.clear();
  }

  async #reopen(ownerKey: string, { target }: Owner): Promise<void> {
    const { signal } = this.#closing;
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      const isOpen = await this.#open(target, async () => undefined).then(
        () => true,
        () => false,
      );
      if (isOpen || !this.#owners.has(ownerKey)) return;
      await wait(pauseMs, undefined, { signal, ref: false });
    }
  }

  #drop(ownerKey: string, uri: string): void {
    const owner = this.#owners.get(ownerKey);
    owner?.resources.delete(uri);
    if (owner?.resources.size === 0) this.#owners.delete(ownerKey);
  }
}
