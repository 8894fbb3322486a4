import { canonicalJson, type JsonObject } from "@patchops/protocol";
import type { Channel } from "../channel.ts";
import { Deadline } from "../deadline.ts";
import type { Caller, CallerRoots } from "../request.ts";
import type { Target } from "../target.ts";
import { UpstreamError } from "../upstream-error.ts";
import { within } from "../within.ts";
import { announcesChanges } from "./announces-changes.ts";
import { forget, type Knowledge } from "./knowledge.ts";
import { openSession } from "./open-session.ts";
import { ownCapabilities } from "./own-capabilities.ts";
import { type ResourceListener, ResourceWatch } from "./resource-watch.ts";
import type { ChangingList, ClientInfo, ServerDescription, Session } from "./session.ts";

export interface SessionPoolOptions {
  clientInfo: ClientInfo;
  openTimeoutMs: number;
  openChannel(target: Target, way: "streamable" | "sse"): Channel;
  onChanged(target: Target, what: ChangingList): void;
}

/** How an open session answered a `ping`. */
export interface PingAnswer {
  /** It did not answer in time, but has calls under way, whose own deadlines judge it. */
  isBusy: boolean;
  /** Whether the server says when any of its lists changes. */
  tellsChanges: boolean;
}

interface Limits {
  deadline: Deadline;
  signal?: AbortSignal | undefined;
}

/**
 * The sessions of one connection: one for each owner; with a legacy server one for each set of capabilities of the owner's clients,
 * and where it has asked for roots one for each client that has them.
 */
export interface SessionPool {
  /**
   * Runs with the owner's session, opened when there is none; opens a new one once when the upstream has forgotten it.
   * `caller` undefined: no client is behind it.
   */
  use<T>(
    target: Target,
    caller: Caller | undefined,
    limits: Limits,
    run: (session: Session) => Promise<T>,
  ): Promise<T>;
  /** Tells changes of a resource, over lost sessions as well, until the returned function is called. */
  watch(
    target: Target,
    uri: string,
    listener: ResourceListener,
    limits: Limits,
  ): Promise<() => Promise<void>>;
  /**
   * Pings the session that was used last, which does not count as a use; null where none is open. One that does not answer is
   * taken out of use. Throws UpstreamError.
   */
  ping(limits: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<PingAnswer | null>;
  /** Closes sessions that nobody has used for so long; answers how many are left. */
  sweep(idleMs: number): number;
  /** What a probe found out. */
  learn(target: Target, found: Knowledge): void;
  readonly size: number;
  /** `graceful`: calls under way may finish first. */
  close(options: { graceful: boolean }): Promise<void>;
}

interface Entry {
  key: string;
  target: Target;
  fingerprint: string;
  opening: Promise<Session>;
  session: Session | undefined;
  /** Calls under way. */
  users: number;
  usedMs: number;
  abort: AbortController;
  /** Of the client whose own it is. */
  roots: CallerRoots | undefined;
  /** Set when it is out of use; called when its last call has ended. */
  endNow: (() => void) | undefined;
}

function fingerprintOf({ transport }: Target): string {
  if (transport.kind === "http") return transport.url;
  if (transport.kind === "in-process") return transport.kind;
  return JSON.stringify([transport.command, transport.args, transport.env]);
}

/** More than anybody's clients are at one time. */
const maxSessionsOfOwner = 128;

const clientKey = (shared: string, { key }: CallerRoots) => `${shared}\n${key}`;

const ownKey = canonicalJson(ownCapabilities);
const knownKeys = new WeakMap<JsonObject, string>();

/** Clients hand in the same object for all calls of a session. */
function keyOf(capabilities: JsonObject): string {
  const known = knownKeys.get(capabilities);
  if (known !== undefined) return known;
  const key = canonicalJson(capabilities);
  knownKeys.set(capabilities, key);
  return key;
}

export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const entries = new Map<string, Entry>();
  const retired = new Set<Entry>();
  const closings = new Set<Promise<void>>();
  const knowledge: Knowledge = {};
  let knownFingerprint: string | undefined;
  let isClosing = false;

  const watches = new ResourceWatch((target, run) => {
    if (isClosing) return Promise.reject(new UpstreamError("cancelled", "It is closing.", { sent: false }));
    const deadline = new Deadline(options.openTimeoutMs);
    return use(target, undefined, { deadline }, run).finally(() => deadline.stop());
  });

  /** A legacy server learns a client's capabilities at the opening, a modern one with each request. */
  function entryKey({ ownerKey }: Target, caller: Caller | undefined): string {
    if (caller === undefined || knowledge.era === "modern") return ownerKey;
    const key = keyOf(caller.capabilities);
    const shared = key === ownKey ? ownerKey : `${ownerKey}\n${key}`;
    return knowledge.asksRoots && caller.roots ? clientKey(shared, caller.roots) : shared;
  }

  function open(
    target: Target,
    { key, fingerprint, caller }: { key: string; fingerprint: string; caller: Caller | undefined },
  ): Entry {
    if (knownFingerprint !== fingerprint) forget(knowledge);
    knownFingerprint = fingerprint;
    const abort = new AbortController();
    const isOwn = key === target.ownerKey;
    const opening = openSession({
      kind: target.transport.kind,
      knowledge,
      openChannel: (way) => options.openChannel(target, way),
      clientInfo: options.clientInfo,
      capabilities: caller?.capabilities ?? ownCapabilities,
      opener: caller,
      timeoutMs: options.openTimeoutMs,
      signal: abort.signal,
      events: {
        onChanged: (what) => options.onChanged(target, what),
        onUpdated: (uri) => watches.tell(target.ownerKey, uri),
        // The next request finds it out; only what is watched cannot wait for one.
        onLost: () => {
          if (isWatched(entry)) retire(entry, { graceful: true });
        },
        onRootsAsked: (roots) => {
          knowledge.asksRoots = true;
          if (!entry.roots && roots && !isWatched(entry))
            keepForClient(entry, roots, clientKey(entry.key, roots));
        },
      },
    });
    const entry: Entry = {
      key,
      target,
      fingerprint,
      opening,
      session: undefined,
      users: 0,
      usedMs: performance.now(),
      abort,
      roots: undefined,
      endNow: undefined,
    };
    makeRoom(target.ownerKey);
    entries.set(key, entry);
    if (knowledge.asksRoots && caller?.roots) keepForClient(entry, caller.roots, key);
    opening.then(
      (session) => {
        entry.session = session;
        if (session.server.era === "modern") keepForOwner(entry);
        if (isOwn || entry.key === target.ownerKey) watches.restore(target.ownerKey, session);
      },
      () => remove(entry),
    );
    return entry;
  }

  /** One session of a modern server is enough for all clients of its owner. */
  function keepForOwner(entry: Entry): void {
    rekey(entry, entry.target.ownerKey);
  }

  /** Its server may keep the roots of this client, whose own it is now, and with whom it ends. */
  function keepForClient(entry: Entry, roots: CallerRoots, key: string): void {
    entry.roots = roots;
    rekey(entry, key);
    const onEnded = () => retire(entry, { graceful: true });
    roots.ended?.addEventListener("abort", onEnded, { once: true, signal: entry.abort.signal });
  }

  function rekey(entry: Entry, key: string): void {
    if (entry.key === key || entries.has(key) || entries.get(entry.key) !== entry) return;
    remove(entry);
    entry.key = key;
    entries.set(key, entry);
  }

  /** Whoever opens sessions without end loses those that were used longest ago. */
  function makeRoom(ownerKey: string): void {
    const theirs = [...entries.values()].filter(({ target }) => target.ownerKey === ownerKey);
    if (theirs.length < maxSessionsOfOwner) return;
    const [oldest] = theirs
      .filter((entry) => entry.users === 0 && !isWatched(entry))
      .toSorted((a, b) => a.usedMs - b.usedMs);
    if (oldest) retire(oldest, { graceful: true });
  }

  /** Whether it is the session that tells its owner of changed resources. */
  function isWatched({ key, target }: Entry): boolean {
    return key === target.ownerKey && watches.has(key);
  }

  function remove(entry: Entry): void {
    if (entries.get(entry.key) === entry) entries.delete(entry.key);
  }

  function track(closing: Promise<void>): void {
    const settled = closing
      .catch(() => undefined)
      .finally(() => {
        closings.delete(settled);
      });
    closings.add(settled);
  }

  async function end(entry: Entry): Promise<void> {
    entry.abort.abort();
    const session = await entry.opening.catch(() => undefined);
    await session?.close();
  }

  /** Takes a session out of use; what runs on it may end first. */
  function retire(entry: Entry, given: { graceful: boolean }): void {
    remove(entry);
    if (!entry.endNow) {
      retired.add(entry);
      track(
        new Promise<void>((resolve) => {
          entry.endNow = resolve;
        })
          .then(() => end(entry))
          .finally(() => {
            retired.delete(entry);
          }),
      );
      if (!isClosing && isWatched(entry)) watches.keep(entry.key);
    }
    if (entry.users === 0 || !given.graceful) entry.endNow?.();
  }

  function take(target: Target, caller: Caller | undefined): Entry {
    const fingerprint = fingerprintOf(target);
    const key = entryKey(target, caller);
    const known = entries.get(key);
    if (known && known.fingerprint === fingerprint && !known.session?.isClosed) return known;
    if (known) retire(known, { graceful: true });
    return open(target, { key, fingerprint, caller });
  }

  async function attempt<T>(entry: Entry, limits: Limits, run: (session: Session) => Promise<T>): Promise<T> {
    entry.users += 1;
    try {
      const session = entry.session ?? (await within(entry.opening, limits).catch(notSent));
      return await run(session);
    } finally {
      entry.users -= 1;
      entry.usedMs = performance.now();
      if (entry.users === 0) entry.endNow?.();
    }
  }

  async function use<T>(
    target: Target,
    caller: Caller | undefined,
    limits: Limits,
    run: (session: Session) => Promise<T>,
  ): Promise<T> {
    const isRemembered = knowledge.era === "modern";
    const entry = take(target, caller);
    const isFresh = entry.session === undefined && !isRemembered;
    try {
      return await attempt(entry, limits, run);
    } catch (error) {
      const isLost = error instanceof UpstreamError && error.code === "session_lost";
      if (!isLost) throw error;
      retire(entry, { graceful: true });
      if (isFresh) throw error;
      // An unknown session means that the request was not processed: it may go out again, once.
      return attempt(take(target, caller), limits, run);
    }
  }

  /** The session that was used last; one that is closed only where there is no other. */
  function lastUsed(): { entry: Entry; session: Session } | undefined {
    const open = [...entries.values()].flatMap((entry) =>
      entry.session ? [{ entry, session: entry.session }] : [],
    );
    const living = open.filter(({ session }) => !session.isClosed);
    return (living.length > 0 ? living : open).toSorted((a, b) => b.entry.usedMs - a.entry.usedMs)[0];
  }

  return {
    use,
    watch: (target, uri, listener, limits) =>
      watches.add({ target, uri, listener }, (run) => use(target, undefined, limits, run)),
    async ping({ timeoutMs, signal }) {
      const known = lastUsed();
      if (!known) return null;
      const { entry, session } = known;
      const tellsChanges = tellsAllChanges(session.server);
      const deadline = new Deadline(timeoutMs);
      entry.users += 1;
      try {
        await session.ping({ signal }, deadline);
      } catch (error) {
        if (!(error instanceof UpstreamError) || error.code === "cancelled") throw error;
        // A refusal is an answer as well: the server is there.
        if (error.upstreamCode === undefined) {
          if (error.code === "timeout" && entry.users > 1) return { isBusy: true, tellsChanges };
          if (error.code !== "unauthorized") retire(entry, { graceful: true });
          throw error;
        }
      } finally {
        deadline.stop();
        entry.users -= 1;
        if (entry.users === 0) entry.endNow?.();
      }
      return { isBusy: false, tellsChanges };
    },
    sweep(idleMs) {
      const oldestMs = performance.now() - idleMs;
      for (const entry of entries.values()) {
        if (entry.users === 0 && entry.usedMs < oldestMs && !isWatched(entry))
          retire(entry, { graceful: true });
      }
      return entries.size;
    },
    learn(target, found) {
      forget(knowledge);
      Object.assign(knowledge, found);
      knownFingerprint = fingerprintOf(target);
    },
    get size() {
      return entries.size;
    },
    async close({ graceful }) {
      isClosing = true;
      watches.close();
      for (const entry of [...entries.values()]) retire(entry, { graceful });
      if (!graceful) for (const entry of retired) entry.endNow?.();
      while (closings.size > 0) await Promise.all(closings);
    },
  };
}

/** A list that it does not have at all changes never; tools it may still get. */
function tellsAllChanges(server: ServerDescription): boolean {
  return (
    announcesChanges(server, "tools") &&
    (["prompts", "resources"] as const).every(
      (what) => server.capabilities[what] === undefined || announcesChanges(server, what),
    )
  );
}

function notSent(error: unknown): never {
  throw error instanceof UpstreamError ? error.asNotSent() : error;
}
