import type {
  AwaitedApproval,
  AwaitedSignIn,
  ExecutionEvent,
  ExecutionStatus,
  ExecutionStep,
  Log,
} from "@patchops/contract";
import type { RunStarter } from "./system/find-barred-runs.ts";

type EventBody =
  | { type: "step"; step: ExecutionStep }
  | { type: "log"; log: Log }
  | { type: "call"; call: Extract<ExecutionEvent, { type: "call" }>["call"] }
  | {
      type: "state";
      status: ExecutionStatus;
      at: string;
      waitsFor?: AwaitedSignIn[];
      approvals?: AwaitedApproval[];
      until?: string;
    };

/** What a run waits for; its calls may wait for several at once. */
export type Awaited = (
  | { signIn: AwaitedSignIn }
  | { approval: AwaitedApproval }
  | { sleep: true; rootId?: string }
) & {
  /**
   * Until then at the latest (null: until it is woken), however long that is. Without it, it is a call that waits for a person, and
   * counts among what a run may wait for people all in all.
   */
  until?: string | null;
};

/** A run that this node owns: its events so far, those who listen, and the way to cancel it. */
export interface LiveRun {
  readonly organizationId: string;
  readonly executionId: string;
  readonly starter: Omit<RunStarter, "executionId" | "organizationId">;
  /** Whether it goes on without anybody who listens. */
  readonly isDetached: boolean;
  readonly isWorkflow: boolean;
  /** When this node took it; monotonic. */
  readonly createdMs: number;
  /** Another node has it: what this one would store counts for nothing. */
  isLost: boolean;
  /** Its node stops: what is under way may end, no further call leaves, then it is given up. */
  isDraining: boolean;
  /** When the program began; until then, when it was asked for. */
  readonly startedMs: number;
  /** When its program began last; null = not yet. */
  readonly beganAt: string | null;
  /** As its events say it. */
  readonly status: ExecutionStatus;
  /** What it waits for now, oldest first. */
  readonly waitsFor: readonly Awaited[];
  /** How long it has waited for people, all in all. */
  waitedMs(): number;
  readonly abort: AbortController;
  /** Fires when it gives its process up while it waits. */
  readonly pause: AbortController;
  /** One call more, or less, takes an answer: paused now, the run would have lost it. */
  takes(by: 1 | -1): void;
  readonly isTaking: boolean;
  /** Whether its log can be gone on from. */
  isResumable: () => boolean;
  /** Whether it does nothing but wait for people, and can be resumed by its log. */
  mayPause: () => boolean;
  readonly events: readonly ExecutionEvent[];
  /** Appends an event with the next sequence and wakes the listeners. Nothing happens after `seal`. */
  emit(event: EventBody): void;
  /** The program has a place now, maybe not for the first time. */
  begin(at: string): void;
  /** It waits for a person, and its events say so, until the function that this gives is called. */
  waitFor(awaited: Awaited): () => void;
  /** Makes the last event without telling it yet, so that it can be stored first; `finish` tells it. */
  seal(event: EventBody): ExecutionEvent;
  /** The events after a sequence, then those to come; ends with the run. */
  listen(after: number, signal: AbortSignal): AsyncGenerator<ExecutionEvent>;
  /** Tells the sealed event and that no other follows. */
  finish(): void;
  readonly finished: Promise<void>;
}

/** The runs of this node by execution id. */
export type LiveRuns = Map<string, LiveRun>;

export function createLiveRun(options: {
  organizationId: string;
  executionId: string;
  starter: Omit<RunStarter, "executionId" | "organizationId">;
  isDetached: boolean;
  isWorkflow?: boolean;
  /** How long a run that is not detached goes on without a listener; default 10 s. */
  abandonedAfterMs?: number;
  /** Of a run that is resumed. */
  earlier?: { events: readonly ExecutionEvent[]; waitedMs: number; wallMs: number; beganAt: string | null };
}): LiveRun {
  const { abandonedAfterMs = 10_000, earlier } = options;
  const events: ExecutionEvent[] = [...(earlier?.events ?? [])];
  let last: ExecutionEvent | null = null;
  const wakers = new Set<() => void>();
  const abort = new AbortController();
  const pause = new AbortController();
  let listeners = 0;
  let isFinished = false;
  let startedMs = performance.now();
  let beganAt: string | null = null;
  let status: ExecutionStatus = "queued";
  let waitsFor: Awaited[] = [];
  let waitedMs = earlier?.waitedMs ?? 0;
  let waitingSinceMs: number | null = null;
  let taking = 0;
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

  function emit(event: EventBody): void {
    if (last !== null || isFinished) return;
    if (event.type === "state") status = event.status;
    events.push({ ...event, sequence: events.length + 1 });
    wakeAll();
  }

  function tellWait(): void {
    const at = new Date().toISOString();
    const signIns = waitsFor.flatMap((each) => ("signIn" in each ? [each.signIn] : []));
    const approvals = waitsFor.flatMap((each) => ("approval" in each ? [each.approval] : []));
    const more = signIns.length > 0 ? { waitsFor: signIns } : {};
    const sleeps = waitsFor.filter((each) => "sleep" in each);
    const until = sleeps
      .flatMap((each) => (typeof each.until === "string" ? [each.until] : []))
      .toSorted()[0];
    if (approvals.length + signIns.length === 0 && sleeps.length > 0) {
      emit({ type: "state", status: "sleeping", at, ...(until === undefined ? {} : { until }) });
    } else if (approvals.length > 0)
      emit({ type: "state", status: "awaiting_approval", at, ...more, approvals });
    else emit({ type: "state", status: signIns.length > 0 ? "awaiting_sign_in" : "running", at, ...more });
  }

  const waitedNow = () => (waitingSinceMs === null ? 0 : performance.now() - waitingSinceMs);

  return {
    isDetached: options.isDetached,
    isWorkflow: options.isWorkflow === true,
    createdMs: startedMs,
    isLost: false,
    isDraining: false,
    organizationId: options.organizationId,
    executionId: options.executionId,
    starter: options.starter,
    get startedMs() {
      return startedMs;
    },
    get beganAt() {
      return beganAt;
    },
    get status() {
      return status;
    },
    get waitsFor() {
      return waitsFor;
    },
    waitedMs: () => waitedMs + waitedNow(),
    abort,
    pause,
    takes(by) {
      taking += by;
    },
    get isTaking() {
      return taking > 0;
    },
    isResumable: () => false,
    mayPause: () => false,
    events,
    finished,
    emit,
    begin(at) {
      // Times of calls count from the program's first beginning, without its pauses.
      startedMs = performance.now() - (earlier?.wallMs ?? 0);
      beganAt = earlier?.beganAt ?? at;
      emit({ type: "state", status: "running", at });
    },
    waitFor(awaited) {
      // An object of its own: two calls may wait for the same.
      const own = { ...awaited };
      waitsFor = [...waitsFor, own];
      if (own.until === undefined) waitingSinceMs ??= performance.now();
      tellWait();
      return () => {
        // It waits on, without a process.
        if (pause.signal.aborted) return;
        waitsFor = waitsFor.filter((each) => each !== own);
        if (waitingSinceMs !== null && !waitsFor.some(({ until }) => until === undefined)) {
          waitedMs += waitedNow();
          waitingSinceMs = null;
        }
        tellWait();
      };
    },
    seal(event) {
      last ??= { ...event, sequence: events.length + 1 };
      return last;
    },
    finish() {
      if (isFinished) return;
      if (last !== null) events.push(last);
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
