import { type JsonObject, OpenRequests, type RpcResponse } from "@patchops/protocol";
import {
  type Context,
  endPromptSession,
  findPromptSession,
  type PromptSession,
  type PromptSessionSignal,
  type Services,
  type StartPromptSession,
  startPromptSession,
  takeAnswer,
  touchPromptSession,
} from "@patchops/services";
import { crossingCapabilities } from "../crossing-capabilities.ts";
import type { EventStream } from "../event-stream.ts";
import type { Exchange } from "../exchange.ts";
import { ClientRoots } from "./client-roots.ts";
import type { ResumableStream } from "./resumable-stream.ts";
import { sendToSession } from "./send-to-session.ts";
import { stopFollowing } from "./subscriptions.ts";

/** A session, and what this node holds open for it. */
export interface LegacySession {
  row: PromptSession;
  /** What of its client's capabilities crosses to upstreams. */
  crossing: JsonObject;
  /** The calls under way here, by the JSON-RPC id that the client gave them. */
  calls: OpenRequests<AbortController>;
  /** What its client was asked here and has not answered, by the JSON-RPC id that we gave. */
  questions: Map<string, (answer: RpcResponse) => void>;
  /** Resources whose changes it hears of by this node, by the URI that it gave; each with how to stop. */
  subscriptions: Map<string, Promise<() => Promise<void>>>;
  /** Its GET streams here, oldest first. */
  streams: Set<EventStream>;
  /** Answers of this node that the client may resume, by the id of their stream. */
  resumable: Map<string, ResumableStream>;
  /** Streams that the client has resumed at this node, oldest first. */
  followed: Set<EventStream>;
  /** What answers its requests under way here, oldest first. */
  exchanges: Exchange[];
  /** Of a client that has them. */
  roots: ClientRoots | undefined;
  touchedMs: number;
}

export interface SessionStore {
  start(context: Context, input: StartPromptSession): Promise<{ token: string; session: LegacySession }>;
  /** The actor's session behind a token on this endpoint; null alike for unknown, ended and foreign ones. */
  find(context: Context, token: string, endpointPath: string): Promise<LegacySession | null>;
  /** Ends it everywhere: its calls are cancelled, its streams closed. */
  end(context: Context, token: string, session: LegacySession): Promise<void>;
  /** What another node was told: cancels the call, or ends the session here as well. */
  hear(signal: PromptSessionSignal): void;
  /** Sessions in memory here. */
  size(): number;
  /** Ends the GET streams of this node; their clients come back, to whichever node serves them then. */
  closeStreams(): void;
  /** Cancels the calls of this node; the sessions themselves live on in their rows. */
  close(): void;
}

const maxCached = 10_000;

/**
 * The rows are the truth, so any node and a restarted server serves any session; this is the copy in memory
 * that spares calls the look-up. One that ended on another node is forgotten here as soon as that
 * is heard, or at the next touch.
 */
export function createSessionStore(services: Services, { touchEveryMs = 30_000 } = {}): SessionStore {
  const cached = new Map<string, LegacySession>();
  const loading = new Map<string, Promise<LegacySession | null>>();

  function keep(token: string, row: PromptSession): LegacySession {
    const session: LegacySession = {
      row,
      crossing: crossingCapabilities(row.capabilities),
      calls: new OpenRequests(),
      questions: new Map(),
      subscriptions: new Map(),
      streams: new Set(),
      resumable: new Map(),
      followed: new Set(),
      exchanges: [],
      roots: undefined,
      touchedMs: performance.now(),
    };
    if (session.crossing.roots !== undefined) session.roots = new ClientRoots(services, session);
    cached.set(token, session);
    if (cached.size > maxCached) {
      for (const [key, { calls, streams, subscriptions, roots }] of cached) {
        if (calls.size > 0 || streams.size > 0 || subscriptions.size > 0) continue;
        cached.delete(key);
        roots?.end();
        break;
      }
    }
    return session;
  }

  function drop(token: string, session: LegacySession): void {
    if (cached.get(token) === session) cached.delete(token);
    for (const controller of session.calls) controller.abort();
    for (const stream of [...session.streams, ...session.followed]) stream.end();
    endSubscriptions(session);
    session.roots?.end();
  }

  function touch(context: Context, token: string, session: LegacySession): void {
    const now = performance.now();
    if (now - session.touchedMs < touchEveryMs) return;
    session.touchedMs = now;
    touchPromptSession(context, session.row).then(
      (isOpen) => {
        if (!isOpen) drop(token, session);
      },
      (error: unknown) => {
        const { log } = context.services;
        log.warn({ err: error, requestId: context.requestId }, "A prompt session was not touched");
      },
    );
  }

  /** Hands over what the client answered to another node. */
  async function deliver(
    { questions, row }: LegacySession,
    { questionId, id }: NonNullable<PromptSessionSignal["answered"]>,
  ): Promise<void> {
    if (!questions.has(questionId)) return;
    try {
      const answer = await takeAnswer(services, { organizationId: row.organizationId, id });
      if (answer) questions.get(questionId)?.(answer);
    } catch (error) {
      services.log.warn({ err: error }, "A client's answer could not be read");
    }
  }

  /** One load at a time for a token: two copies would not see each other's calls. */
  function load(context: Context, token: string): Promise<LegacySession | null> {
    const key = `${context.actor.organizationId} ${context.actor.userId} ${token}`;
    const underWay = loading.get(key);
    if (underWay) return underWay;
    const load = findPromptSession(context, token)
      .then((row) => row && keep(token, row))
      .finally(() => loading.delete(key));
    loading.set(key, load);
    return load;
  }

  return {
    async start(context, input) {
      const { token, session } = await startPromptSession(context, input);
      return { token, session: keep(token, session) };
    },
    async find(context, token, endpointPath) {
      const session = cached.get(token) ?? (await load(context, token));
      if (!session) return null;
      const { row } = session;
      if (row.userId !== context.actor.userId || row.organizationId !== context.actor.organizationId)
        return null;
      if (row.endpoint !== endpointPath) return null;
      touch(context, token, session);
      return session;
    },
    async end(context, token, session) {
      await endPromptSession(context, session.row);
      drop(token, session);
    },
    hear({
      sessionId,
      requestId,
      answered,
      told,
      followed,
      unsubscribed,
      isListening,
      logLevel,
      hasOtherRoots,
    }) {
      for (const [token, session] of cached) {
        if (session.row.id !== sessionId) continue;
        if (answered) void deliver(session, answered);
        else if (followed !== undefined) session.resumable.get(followed)?.follow();
        else if (told) sendToSession(session, told);
        else if (logLevel !== undefined) session.row.logLevel = logLevel;
        else if (hasOtherRoots) session.roots?.change();
        else if (unsubscribed !== undefined) {
          // A subscription that ends with its upstream's session needs no word.
          void stopFollowing(session, unsubscribed).catch(() => undefined);
        } else if (isListening) {
          if (session.streams.size === 0) endSubscriptions(session);
        } else if (requestId === undefined) drop(token, session);
        else session.calls.get(requestId)?.abort();
        return;
      }
    },
    size: () => cached.size,
    closeStreams() {
      for (const { streams, followed } of cached.values()) {
        for (const stream of [...streams, ...followed]) stream.end();
      }
    },
    close() {
      for (const session of cached.values()) {
        for (const controller of session.calls) controller.abort();
        endSubscriptions(session);
        session.roots?.end();
      }
      cached.clear();
    },
  };
}

function endSubscriptions({ subscriptions }: LegacySession): void {
  for (const stopping of subscriptions.values()) {
    // A subscription that ends with its upstream's session needs no word.
    stopping.then((stop) => stop()).catch(() => undefined);
  }
  subscriptions.clear();
}
