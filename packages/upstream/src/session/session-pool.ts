import type { Channel } from "../channel.ts";
import type { Target } from "../target.ts";
import { UpstreamError } from "../upstream-error.ts";
import { within } from "../within.ts";
import { announcesChanges } from "./announces-changes.ts";
import { openSession } from "./open-session.ts";
import type { ChangingList, ClientInfo, Session } from "./session.ts";

export interface SessionPoolOptions {
  clientInfo: ClientInfo;
  openTimeoutMs: number;
  openChannel(target: Target): Channel;
  onChanged(target: Target, what: ChangingList): void;
}

/** How an open session answered a `ping`. */
export interface PingAnswer {
  /** It did not answer in time, but has calls under way, whose own deadlines judge it. */
  isBusy: boolean;
  /** Whether the server says when its tools change. */
  tellsChanges: boolean;
}

/** The sessions of one connection, one for each owner. */
export interface SessionPool {
  /** Runs with the owner's session, opened when there is none; opens a new one once when the upstream has forgotten it. */
  use<T>(
    target: Target,
    limits: { deadlineMs: number; signal?: AbortSignal | undefined },
    run: (session: Session) => Promise<T>,
  ): Promise<T>;
  /**
   * Pings the session that was used last, which does not count as a use; null where none is open. One that does not answer is
   * taken out of use. Throws UpstreamError.
   */
  ping(limits: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<PingAnswer | null>;
  /** Closes sessions that nobody has used for so long; answers how many are left. */
  sweep(idleMs: number): number;
  readonly size: number;
  /** `graceful`: calls under way may finish first. */
  close(options: { graceful: boolean }): Promise<void>;
}

interface Entry {
  fingerprint: string;
  opening: Promise<Session>;
  session: Session | undefined;
  /** Calls under way. */
  users: number;
  usedMs: number;
  channel: Channel;
  /** Set when it is out of use; called when its last call has ended. */
  endNow: (() => void) | undefined;
}

function fingerprintOf({ transport }: Target): string {
  if (transport.kind === "http") return transport.url;
  if (transport.kind === "in-process") return transport.kind;
  return JSON.stringify([transport.command, transport.args, transport.env]);
}

export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const entries = new Map<string, Entry>();
  const retired = new Set<Entry>();
  const closings = new Set<Promise<void>>();

  function open(target: Target, fingerprint: string): Entry {
    const channel = options.openChannel(target);
    const opening = openSession(channel, {
      clientInfo: options.clientInfo,
      timeoutMs: options.openTimeoutMs,
      onChanged: (what) => options.onChanged(target, what),
    });
    const entry: Entry = {
      fingerprint,
      opening,
      session: undefined,
      users: 0,
      usedMs: performance.now(),
      channel,
      endNow: undefined,
    };
    entries.set(target.ownerKey, entry);
    opening.then(
      (session) => {
        entry.session = session;
      },
      () => {
        if (entries.get(target.ownerKey) === entry) entries.delete(target.ownerKey);
        track(channel.close());
      },
    );
    return entry;
  }

  function track(closing: Promise<void>): void {
    const settled = closing
      .catch(() => undefined)
      .finally(() => {
        closings.delete(settled);
      });
    closings.add(settled);
  }

  /** Takes a session out of use; what runs on it may end first. */
  function retire(ownerKey: string, entry: Entry, options: { graceful: boolean }): void {
    if (entries.get(ownerKey) === entry) entries.delete(ownerKey);
    if (!entry.endNow) {
      retired.add(entry);
      track(
        new Promise<void>((resolve) => {
          entry.endNow = resolve;
        })
          .then(() => entry.channel.close())
          .finally(() => {
            retired.delete(entry);
          }),
      );
    }
    if (entry.users === 0 || !options.graceful) entry.endNow?.();
  }

  function take(target: Target): Entry {
    const fingerprint = fingerprintOf(target);
    const known = entries.get(target.ownerKey);
    if (known && known.fingerprint === fingerprint && !known.session?.isClosed) return known;
    if (known) retire(target.ownerKey, known, { graceful: true });
    return open(target, fingerprint);
  }

  async function attempt<T>(
    entry: Entry,
    limits: Parameters<SessionPool["use"]>[1],
    run: (session: Session) => Promise<T>,
  ): Promise<T> {
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

  /** The session that was used last; one that is closed only where there is no other. */
  function lastUsed(): { ownerKey: string; entry: Entry; session: Session } | undefined {
    const open = [...entries].flatMap(([ownerKey, entry]) =>
      entry.session ? [{ ownerKey, entry, session: entry.session }] : [],
    );
    const living = open.filter(({ session }) => !session.isClosed);
    return (living.length > 0 ? living : open).toSorted((a, b) => b.entry.usedMs - a.entry.usedMs)[0];
  }

  return {
    async ping(limits) {
      const known = lastUsed();
      if (!known) return null;
      const { ownerKey, entry, session } = known;
      const tellsChanges = announcesChanges(session.server);
      entry.users += 1;
      try {
        await session.request({ method: "ping", params: {}, ...limits });
      } catch (error) {
        if (!(error instanceof UpstreamError) || error.code === "cancelled") throw error;
        // A refusal is an answer as well: the server is there.
        if (error.upstreamCode === undefined) {
          if (error.code === "timeout" && entry.users > 1) return { isBusy: true, tellsChanges };
          if (error.code !== "unauthorized") retire(ownerKey, entry, { graceful: true });
          throw error;
        }
      } finally {
        entry.users -= 1;
        if (entry.users === 0) entry.endNow?.();
      }
      return { isBusy: false, tellsChanges };
    },
    async use(target, limits, run) {
      const entry = take(target);
      const isFresh = entry.session === undefined;
      try {
        return await attempt(entry, limits, run);
      } catch (error) {
        const isLost = error instanceof UpstreamError && error.code === "session_lost";
        if (!isLost) throw error;
        retire(target.ownerKey, entry, { graceful: true });
        if (isFresh) throw error;
        // An unknown session means that the request was not processed: it may go out again, once.
        return attempt(take(target), limits, run);
      }
    },
    sweep(idleMs) {
      const oldestMs = performance.now() - idleMs;
      for (const [ownerKey, entry] of entries) {
        if (entry.users === 0 && entry.usedMs < oldestMs) retire(ownerKey, entry, { graceful: true });
      }
      return entries.size;
    },
    get size() {
      return entries.size;
    },
    async close({ graceful }) {
      for (const [ownerKey, entry] of entries) retire(ownerKey, entry, { graceful });
      if (!graceful) for (const entry of retired) entry.endNow?.();
      while (closings.size > 0) await Promise.all(closings);
    },
  };
}

function notSent(error: unknown): never {
  throw error instanceof UpstreamError ? error.asNotSent() : error;
}
