import { newId } from "@patchops/contract";
import type { Actor, Context, Services } from "../context.ts";
import { type SessionEventRow, storeSessionEvents } from "./system/store-session-events.ts";

/** In whose organization, and in which request, it happened. */
export type Recorder = Pick<Context, "services" | "requestId"> & { actor: Pick<Actor, "organizationId"> };

/** What happened in a session besides its metered calls: the action, never its content. */
export interface SessionEvent {
  promptSessionId: string;
  /** The MCP method, or what was waited for (`sign_in`, `approval`). */
  kind: string;
  /** What it was about; a text of strangers, cut to size here. */
  subject: string | null;
  /** `ok`, `error`, `cancelled`, or what a person chose (`accept`, `decline`, …). */
  outcome: string;
  errorCode?: string | null;
  /** When it began, as `Date.now()` says it. */
  startedMs: number;
  totalMs: number;
  /** Of a wait for one. */
  approvalId?: string;
}

const maxWaiting = 5_000;
const batchSize = 500;
const flushAfterMs = 200;
const maxSubjectLength = 256;

interface Queue {
  waiting: SessionEventRow[];
  dropped: number;
  timer: NodeJS.Timeout | undefined;
  flushing: Promise<void> | undefined;
}

const queues = new WeakMap<Services, Queue>();

/** Notes an event; it is stored a moment later, and dropped when too many wait. Costs its request nothing. */
export function recordSessionEvent({ actor, services, requestId }: Recorder, event: SessionEvent): void {
  const queue = queueOf(services);
  if (queue.waiting.length >= maxWaiting) {
    queue.dropped += 1;
    return;
  }
  queue.waiting.push({
    organizationId: actor.organizationId,
    id: newId(),
    promptSessionId: event.promptSessionId,
    ts: new Date(event.startedMs).toISOString(),
    kind: storable(event.kind, 64),
    subject: event.subject === null ? null : storable(event.subject, maxSubjectLength),
    outcome: storable(event.outcome, 32),
    errorCode: event.errorCode ?? null,
    totalMs: event.totalMs,
    requestId,
    approvalId: event.approvalId ?? null,
  });
  queue.timer ??= setTimeout(() => void flushSessionEvents(services), flushAfterMs).unref();
}

/** Stores what waits on this node: before the record is read, and before a node stops. Never rejects. */
export async function flushSessionEvents(services: Services): Promise<void> {
  const queue = queueOf(services);
  clearTimeout(queue.timer);
  queue.timer = undefined;
  // One after the other: a database that is slow gets no second statement on top.
  while (queue.flushing) await queue.flushing;
  if (queue.waiting.length === 0) return;
  queue.flushing = store(services, queue).finally(() => {
    queue.flushing = undefined;
  });
  await queue.flushing;
}

async function store({ database, log }: Services, queue: Queue): Promise<void> {
  try {
    while (queue.waiting.length > 0) {
      const batch = queue.waiting.splice(0, batchSize);
      await storeSessionEvents(database, batch).catch((error: unknown) => {
        queue.dropped += batch.length;
        throw error;
      });
    }
  } catch (error) {
    log.warn({ err: error }, "What happened in prompt sessions could not be stored");
  }
  if (queue.dropped > 0) log.warn({ dropped: queue.dropped }, "Events of prompt sessions were dropped");
  queue.dropped = 0;
}

function queueOf(services: Services): Queue {
  let queue = queues.get(services);
  if (!queue) {
    queue = { waiting: [], dropped: 0, timer: undefined, flushing: undefined };
    queues.set(services, queue);
  }
  return queue;
}

function storable(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/\p{Cc}/gu, "");
}
