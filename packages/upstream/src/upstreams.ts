import type { JsonObject } from "@patchops/protocol";
import type { Pool } from "undici";
import type { AddressGuard } from "./address/address-guard.ts";
import { type Breaker, type BreakerOptions, createBreaker, type Health } from "./breaker.ts";
import { Deadline } from "./deadline.ts";
import { createGuardedFetch } from "./http/guarded-fetch.ts";
import { openWebFetch, type WebFetch } from "./http/open-web-fetch.ts";
import { type ListKind, listAll } from "./list-all.ts";
import { createOAuthClient, type OAuthClient } from "./oauth/oauth-client.ts";
import { openChannel, openPool } from "./open-channel.ts";
import { type ProbeStep, probe } from "./probe.ts";
import { readTools } from "./read-tools.ts";
import type { Caller, UpstreamAnswer, UpstreamRequest } from "./request.ts";
import type { ResourceListener } from "./session/resource-watch.ts";
import type { ChangingList, ClientInfo, ServerDescription, Session } from "./session/session.ts";
import { createSessionPool, type PingAnswer, type SessionPool } from "./session/session-pool.ts";
import type { Target } from "./target.ts";
import { UpstreamError } from "./upstream-error.ts";

export interface UpstreamsOptions {
  guard: AddressGuard;
  /** Whether processes may be started for stdio connections. */
  stdioAllowed: boolean;
  /** How we present ourselves. */
  clientInfo: ClientInfo;
  /** Of a request that says nothing else. Default 30 s. */
  defaultTimeoutMs?: number;
  /** Of a TCP and TLS connection. Default 10 s. */
  connectTimeoutMs?: number;
  /** Of a session's `initialize`. Default 30 s. */
  openTimeoutMs?: number;
  /** Largest answer. Default 4 MiB. */
  maxResultBytes?: number;
  /** After which an unused session, and with it a stdio process, is ended. Default 10 min. */
  idleMs?: number;
  /** Default: opens after 5 failures in a row, and tries again every 2 s. */
  breaker?: BreakerOptions;
}

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Of everything together, the opening of a session included. */
  timeoutMs?: number | undefined;
  /** Whose capabilities the server is told: it may offer more to clients that can be asked. */
  caller?: Caller | undefined;
}

/** `ownerKey` as the session's target had it. */
export type ChangeListener = (connectionId: string, ownerKey: string, what: ChangingList) => void;

/** `stderr`: the end of what the last process of a stdio connection wrote there. It may hold secrets. */
export interface ConnectionHealth extends Health {
  sessions: number;
  stderr: string | null;
}

/**
 * The client side of MCP: dials upstreams and keeps their sessions, one for each connection and owner. Every method that
 * goes out throws UpstreamError.
 */
export interface Upstreams {
  /** Sign-in at upstreams' providers. */
  readonly oauth: OAuthClient;
  /** Fetches from the web for a program, behind the same guard. */
  fetch: WebFetch["fetch"];
  /** Refuses by its text alone an address that no dial would reach; the host is not looked up. */
  checkAddress(url: string): void;
  request(target: Target, request: UpstreamRequest): Promise<UpstreamAnswer>;
  /** The whole list; empty when the server lacks the capability. */
  list(target: Target, what: ListKind, options?: ReadOptions): Promise<JsonObject[]>;
  /** Opens a session when there is none. */
  describe(target: Target, options?: ReadOptions): Promise<ServerDescription>;
  /** Hears `notifications/resources/updated` of a resource and its parts until the returned function is called. */
  subscribe(target: Target, uri: string, listener: ResourceListener): Promise<() => Promise<void>>;
  /** Dials from the beginning, on a session of its own, and tells each step as it comes. Never throws. */
  probe(target: Target, options?: { signal?: AbortSignal }): AsyncIterable<ProbeStep>;
  /** Reads the tools anew on the owner's session instead: the connect report's lines of that. Throws UpstreamError. */
  reread(target: Target, options?: { signal?: AbortSignal }): AsyncIterable<ProbeStep>;
  /**
   * Asks on an open session of the connection whether its server is there; null where none is open: nothing is dialled. The
   * breaker learns nothing of it.
   */
  ping(connectionId: string, options?: { signal?: AbortSignal }): Promise<PingAnswer | null>;
  /** Connections that have sessions here, or failed last. */
  active(): string[];
  /** Hears when a live session says that one of its lists changed. Answers how to stop. */
  onChanged(listener: ChangeListener): () => void;
  health(connectionId: string): ConnectionHealth;
  /** Of all connections that this node has dialled. */
  stats(): UpstreamsStats;
  /** Ends the sessions of a connection and its breaker's memory: call it when its address or credential has changed. */
  forget(connectionId: string): void;
  /** Ends the sessions of all connections: call it when the guard lets less through, since open sockets are not asked again. */
  forgetAll(): void;
  /** Ends everything, processes included; calls under way fail as cancelled. */
  close(): Promise<void>;
}

/** Connections by how they fare, and the sessions that are open. */
interface UpstreamsStats {
  sessions: number;
  byState: Record<Health["state"], number>;
}

interface Connection {
  breaker: Breaker;
  sessions: SessionPool;
  pools: Map<string, Pool>;
  stderr: string | null;
}

const defaultTimeoutMs = 30_000;
/** Whoever waits less cannot say that a server is broken. */
const longestFairMs = 1_000;
const maxSweepMs = 30_000;
const pingTimeoutMs = 10_000;

export function createUpstreams(options: UpstreamsOptions): Upstreams {
  const { guard, clientInfo } = options;
  const settings = {
    defaultTimeoutMs: options.defaultTimeoutMs ?? defaultTimeoutMs,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    fairTimeoutMs: Math.min(options.defaultTimeoutMs ?? defaultTimeoutMs, longestFairMs),
    openTimeoutMs: options.openTimeoutMs ?? 30_000,
    maxResultBytes: options.maxResultBytes ?? 4 * 1_048_576,
    idleMs: options.idleMs ?? 600_000,
    breaker: options.breaker ?? { failures: 5, openMs: 2_000 },
  };
  const oauthFetch = createGuardedFetch({ guard });
  const userAgent = `${clientInfo.name}/${clientInfo.version}`.replace(/[^\x21-\x7e]/g, "");
  const webFetch = openWebFetch({ guard, userAgent });
  const oauth = createOAuthClient(oauthFetch.fetch);
  const channelOptions = {
    guard,
    oauth,
    stdioAllowed: options.stdioAllowed,
    userAgent,
    connectTimeoutMs: settings.connectTimeoutMs,
    maxResultBytes: settings.maxResultBytes,
  };
  const connections = new Map<string, Connection>();
  const listeners = new Set<ChangeListener>();
  /** Forgotten or closing, until all of it has ended. */
  const ending = new Map<Connection, Promise<void>>();
  const closing = new AbortController();

  function connectionOf(connectionId: string): Connection {
    const known = connections.get(connectionId);
    if (known) return known;
    const pools = new Map<string, Pool>();
    const connection: Connection = {
      breaker: createBreaker(settings.breaker),
      pools,
      stderr: null,
      sessions: createSessionPool({
        clientInfo,
        openTimeoutMs: settings.openTimeoutMs,
        openChannel: (target, way) =>
          openChannel(target, way, {
            ...channelOptions,
            pool(origin) {
              const pool = pools.get(origin) ?? openPool(origin, channelOptions);
              pools.set(origin, pool);
              return pool;
            },
            onProcessEnded(stderr) {
              connection.stderr = stderr;
            },
          }),
        onChanged: ({ connectionId, ownerKey }, what) => {
          for (const listener of listeners) listener(connectionId, ownerKey, what);
        },
      }),
    };
    connections.set(connectionId, connection);
    return connection;
  }

  async function guarded<T>(
    target: Target,
    given: Pick<UpstreamRequest, "timeoutMs" | "signal" | "caller"> & { isReading?: boolean },
    run: (session: Session, deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    if (closing.signal.aborted)
      throw new UpstreamError("cancelled", "The server is stopping.", { sent: false });
    const { breaker, sessions } = connectionOf(target.connectionId);
    breaker.admit();
    const { signal, caller, isReading = false } = given;
    const deadline = new Deadline(given.timeoutMs ?? settings.defaultTimeoutMs);
    try {
      const answer = await sessions.use(target, caller, { deadline, signal }, (session) =>
        run(session, deadline),
      );
      if (isReading) breaker.recover();
      else breaker.succeed();
      return answer;
    } catch (error) {
      breaker.fail(error, { isHasty: deadline.timeoutMs < settings.fairTimeoutMs });
      throw error;
    } finally {
      deadline.stop();
    }
  }

  function end(connection: Connection, given: { graceful: boolean }): void {
    const { sessions, pools } = connection;
    const ended = sessions
      .close(given)
      .then(() => Promise.all([...pools.values()].map((pool) => pool.destroy())))
      .then(() => {
        ending.delete(connection);
      });
    ending.set(connection, ended);
  }

  function forget(connectionId: string): void {
    const connection = connections.get(connectionId);
    if (!connection) return;
    connections.delete(connectionId);
    end(connection, { graceful: true });
  }

  const sweeper = setInterval(
    () => {
      for (const { sessions } of connections.values()) sessions.sweep(settings.idleMs);
    },
    Math.min(maxSweepMs, settings.idleMs),
  );
  sweeper.unref();

  return {
    oauth,
    fetch: webFetch.fetch,
    checkAddress(url) {
      guard.checkUrl(url);
    },
    request: (target, request) =>
      guarded(target, request, (session, deadline) => session.request(request, deadline)),
    list: (target, what, given = {}) =>
      guarded(target, { ...given, isReading: true }, async (session, deadline) => {
        const deadlineMs = performance.now() + deadline.leftMs;
        const limits = { ...given, deadlineMs, maxBytes: 4 * settings.maxResultBytes };
        return (await listAll(session, what, limits)).items;
      }),
    describe: (target, given = {}) =>
      guarded(target, { ...given, isReading: true }, async (session) => session.server),
    async subscribe(target, uri, listener) {
      const deadline = new Deadline(settings.openTimeoutMs);
      try {
        return await connectionOf(target.connectionId).sessions.watch(target, uri, listener, { deadline });
      } finally {
        deadline.stop();
      }
    },
    probe: (target, given = {}) =>
      probe(target, {
        ...channelOptions,
        clientInfo,
        breaker: connectionOf(target.connectionId).breaker,
        onFound: (found) => connections.get(target.connectionId)?.sessions.learn(target, found),
        signal: given.signal ? AbortSignal.any([given.signal, closing.signal]) : closing.signal,
      }),
    async *reread(target, { signal } = {}) {
      const maxBytes = 4 * settings.maxResultBytes;
      yield* await guarded(target, { signal, isReading: true }, async (session) => {
        const steps: ProbeStep[] = [];
        for await (const step of readTools(session, target, { signal, maxBytes })) steps.push(step);
        return steps;
      });
    },
    async ping(connectionId, given = {}) {
      const sessions = connections.get(connectionId)?.sessions;
      return (await sessions?.ping({ timeoutMs: pingTimeoutMs, ...given })) ?? null;
    },
    active: () =>
      [...connections].flatMap(([id, { sessions, breaker }]) =>
        sessions.size > 0 || breaker.health().consecutiveFailures > 0 ? [id] : [],
      ),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    health(connectionId) {
      const connection = connections.get(connectionId);
      const breaker = connection?.breaker ?? createBreaker(settings.breaker);
      return {
        ...breaker.health(),
        sessions: connection?.sessions.size ?? 0,
        stderr: connection?.stderr ?? null,
      };
    },
    stats() {
      const stats = { sessions: 0, byState: { unknown: 0, ok: 0, failing: 0, open: 0 } };
      for (const { breaker, sessions } of connections.values()) {
        stats.sessions += sessions.size;
        stats.byState[breaker.health().state] += 1;
      }
      return stats;
    },
    forget,
    forgetAll() {
      for (const connectionId of [...connections.keys()]) forget(connectionId);
    },
    async close() {
      clearInterval(sweeper);
      closing.abort();
      for (const connection of [...connections.values(), ...ending.keys()])
        end(connection, { graceful: false });
      connections.clear();
      await Promise.all([...ending.values(), oauthFetch.close(), webFetch.close()]);
    },
  };
}
