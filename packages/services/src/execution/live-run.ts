import type { ExecutionEvent, ExecutionStatus, Log } from "@patchops/contract";

type EventBody =
  | { type: "log"; log: Log }
  | { type: "call"; call: Extract<ExecutionEvent, { type: "call" }>["call"] }
  | { type: "state"; status: ExecutionStatus; at: string };

/** A run that this node owns: its events so far, those who listen, and the way to cancel it. */
export interface LiveRun {
  readonly organizationId: string;
  readonly executionId: string;
  readonly startedMs: number;
  readonly abort: AbortController;
  readonly events: readonly ExecutionEvent[];
  /** Appends an event with the next sequence and wakes the listeners. */
  emit(event: EventBody): void;
  /** The events after a sequence, then those to come; ends with the run. */
  listen(after: number, signal: AbortSignal): AsyncGenerator<ExecutionEvent>;
  /** Says that no event follows. */
  finish(): void;
  readonly finished: Promise<void>;
}

/** The runs of this node by execution id. */
export type LiveRuns = Map<string, LiveRun>;

/** How long a run that is not detached goes on without a listener. */
const abandonedAfterMs = 10_000;

export function createLiveRun(options: {
  organizationId: string;
  executionId: string;
  isDetached: boolean;
}): LiveRun {
  const events: ExecutionEvent[] = [];
  const wakers = new Set<() => void>();
  const abort = new AbortController();
  let listeners = 0;
  let isFinished = false;
  let abandoned: NodeJS.Timeout | undefined;
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  const wakeAll = () => {
    for (const wake of wakers) wake();
    wakers.clear();
  };
  const watchAbandonment = () => {
    clearTimeout(abandoned);
    if (options.isDetached || isFinished || listeners > 0) return;
    abandoned = setTimeout(() => abort.abort(), abandonedAfterMs);
    abandoned.unref();
  };
  watchAbandonment();

  return {
    organizationId: options.organizationId,
    executionId: options.executionId,
    startedMs: performance.now(),
    abort,
    events,
    finished,
    emit(event) {
      events.push({ ...event, sequence: events.length + 1 });
      wakeAll();
    },
    finish() {
      isFinished = true;
      clearTimeout(abandoned);
      wakeAll();
      resolve();
    },
    async *listen(after, signal) {
      let next = after;
      listeners += 1;
      watchAbandonment();
      signal.addEventListener("abort", wakeAll);
      try {
        while (!signal.aborted) {
          const event = events[next];
          if (event) {
            next += 1;
            yield event;
          } else if (isFinished) {
            return;
          } else {
            await new Promise<void>((wake) => wakers.add(wake));
          }
        }
      } finally {
        signal.removeEventListener("abort", wakeAll);
        listeners -= 1;
        watchAbandonment();
      }
    },
  };
}
