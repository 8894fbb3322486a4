import type { ChildMessage, ChildOutcome, ParentMessage, ReplayPlan, ThrownError } from "../message.ts";
import type { TraceEntry } from "../run-log.ts";
import { createReplay, type Replay } from "./create-replay.ts";
import { createRunTimers } from "./create-run-timers.ts";
import { describeRejection } from "./describe-rejection.ts";
import type { IsolatePool } from "./isolate-pool.ts";
import { readThrown } from "./read-thrown.ts";

/** CPU time of the process, for each of its programs, in which an ended isolate is to come to rest. */
const restMs = 100;
const restPatienceMs = 5_000;
const replayGraceMs = 1_000;
/** For a program that is over but leaves work behind: its memory stays unknown then. */
const settleMs = 5;
/** Of each program the end of so many deliveries is told. */
const toldDeliveries = 16;

export interface ChildRun {
  answer(message: { sequence: number; isOk: boolean; text: string }): void;
  /** Hands the answers of one frame to the isolate in one crossing. */
  flushAnswers(): void;
  cancel(): void;
  /** Until its end, from now; null: its time stands still. */
  setDeadline(leftMs: number | null): void;
  /** So far. The program's memory is measured while it waits. */
  usage(): { cpuMs: number; memoryPeakBytes: number };
  isComputing(): boolean;
  /** What the process holds: an isolate at work cannot be asked, but the process grows with it. */
  noteSize(rssBytes: number, computing: number): void;
  /** Ends the run when it computed for too long, and asks whether its isolate rests; called every few milliseconds. */
  watch(): void;
}

/** What the process is for a run. */
export interface RunHost {
  pool: IsolatePool;
  /** Its size before the run. */
  rssBytes: number;
  emit(message: ChildMessage): void;
  /** CPU time of all its threads. */
  cpuMs(): number;
  /** Programs at work, the one that was ended included. */
  programs(): number;
}

type RunMessage = Extract<ParentMessage, { type: "run" }>;

/** Runs one program in a fresh isolate. `host.emit` receives its messages in order; `end` is the last but for `rested` and `wedged`. */
export function startRun(message: RunMessage, host: RunHost, onEnd: () => void): ChildRun {
  const { runId, limits, isTraced } = message;
  const { pool, emit, rssBytes: rssBefore } = host;
  const warm = pool.take(limits.memoryMb);
  const { isolate } = warm;
  let cpuBefore = isolate.cpuTime;
  const timers = createRunTimers((id) => {
    if (isTraced) trace.push(["step", elapsedMs(), [["timer", id]]]);
    deliver(`[["t",${id}]]`);
  });
  let replay = message.replay && createReplay(message.replay);
  const beganMs = performance.now();
  /** Of the time of its log. */
  let earlierMs = 0;
  let trace: TraceEntry[] = [];
  let answers: { sequence: number; text: string }[] = [];
  let crossings = 0;
  /** The isolate was given something since it was last asked whether it rests. */
  let isUnasked = false;
  let deliveries = 0;
  let unanswered = 0;
  let logsDropped = 0;
  /** The first promise that was rejected while nothing awaited it. */
  let unhandled: ThrownError | null = null;
  let memoryPeakBytes = warm.freshBytes;
  let grownBytes = 0;
  let lastCpuMs = 0;
  let isEnding = false;
  let isDisposed = false;
  let isUnrested = false;
  let onRest: (() => void) | undefined;
  let onEcho: (() => void) | undefined;

  let deadline: NodeJS.Timeout | undefined;
  setDeadline(limits.timeoutMs);

  warm.onBatch = (batch) => {
    if (isEnding) return;
    const entries: unknown = JSON.parse(batch);
    if (!Array.isArray(entries)) return;
    for (const entry of entries) if (Array.isArray(entry)) receive(entry);
  };
  // V8 cannot free this isolate anymore; the parent ends the process.
  warm.onCatastrophe = () => {
    stop({ kind: "memory" });
    emit({ type: "wedged", runId });
  };

  /** Tells something that the program did, after what led to it. */
  function tell(told: ChildMessage): void {
    if (trace.length > 0) {
      emit({ type: "trace", runId, entries: trace });
      trace = [];
    }
    emit(told);
  }

  /** Messages of the prelude, see `createBridge`. */
  function receive(entry: unknown[]): void {
    const [tag, a, b, c, d, e] = entry;
    if (tag === "l") {
      tell({
        type: "log",
        runId,
        level: String(a),
        text: String(b),
        atMs: Number(c),
        line: d === null ? null : Number(d),
      });
    } else if (tag === "c") {
      unanswered += 1;
      replay?.onCall(Number(a));
      tell({
        type: "call",
        runId,
        sequence: Number(a),
        kind: String(b),
        connection: c === null ? null : String(c),
        tool: d === null ? null : String(d),
        args: String(e),
      });
    } else if (tag === "r") tell({ type: "abandon", runId, sequence: Number(a) });
    else if (tag === "t") startTimer(Number(a), Number(b), c === 1);
    else if (tag === "x") stopTimer(Number(a));
    else if (tag === "k" && Array.isArray(a)) trace.push(["times", a.map(Number)]);
    else if (tag === "s") onEcho?.();
    else if (tag === "n") logsDropped = Number(a);
    else if (tag === "d") settle({ kind: "succeeded", text: a === undefined ? null : String(a) });
    else if (tag === "q") {
      logsDropped = Number(c);
      settle({ kind: "quota", code: String(a), message: String(b) });
    } else if (tag === "e") {
      settle({ kind: "thrown", error: readThrown(entry.slice(1)) });
    }
  }

  function startTimer(id: number, delayMs: number, repeats: boolean): void {
    if (replay) replay.onTimer(id, delayMs, repeats);
    else timers.start(id, delayMs, repeats);
  }

  function elapsedMs(): number {
    return Math.round(performance.now() - beganMs + earlierMs);
  }

  function stopTimer(id: number): void {
    replay?.onTimerStopped(id);
    timers.stop(id);
  }

  function cpuMs(): number {
    if (!isDisposed && !isolate.isDisposed) lastCpuMs = Number(isolate.cpuTime - cpuBefore) / 1e6;
    return lastCpuMs;
  }

  const mayCompute = () => crossings > 0 || isUnasked;

  function measure(): void {
    if (mayCompute() || isDisposed || isolate.isDisposed) return;
    const heap = isolate.getHeapStatisticsSync();
    memoryPeakBytes = Math.max(memoryPeakBytes, heap.used_heap_size + heap.externally_allocated_size);
  }

  function setDeadline(leftMs: number | null): void {
    clearTimeout(deadline);
    if (leftMs === null || isEnding) return;
    deadline = setTimeout(() => stop({ kind: "timed_out" }), leftMs);
  }

  /** Entries whose end counts: it tells that the isolate is at rest, and their failure why it died. */
  async function cross(entry: () => Promise<unknown>): Promise<void> {
    crossings += 1;
    try {
      await entry();
    } catch (error) {
      noteFailure(error);
    } finally {
      crossings -= 1;
    }
    if (isUnrested) tellRested();
    else if (!mayCompute() && onRest) onRest();
    else if (isAtRest()) void probe();
  }

  function tellRested(): void {
    if (crossings > 0) return;
    isUnrested = false;
    emit({ type: "rested", runId });
  }

  const isAtRest = () => crossings === 0 && !isEnding && !replay && unanswered === 0 && timers.isEmpty();

  /**
   * Nothing is on its way anymore, as far as this side knows. Whether that is so the isolate itself says, in an entry
   * of its own: at the end of one that ran the program, what the program does next is not done yet.
   */
  async function probe(): Promise<void> {
    crossings += 1;
    isUnasked = false;
    let state: unknown;
    try {
      state = await warm.deliver.apply(undefined, ["[]"], { result: { copy: true } });
    } catch (error) {
      noteFailure(error);
    } finally {
      crossings -= 1;
    }
    if (isUnrested) tellRested();
    else if (!mayCompute() && onRest) onRest();
    else if (state === "stalled" && !isUnasked && isAtRest()) stop({ kind: "stalled" });
  }

  /**
   * An entry fails with the isolate, for a source that cannot be read, or with a promise that was rejected while nothing awaited it. The
   * last ends no program: whether it is told at all depends on the entry, and what awaits it may come later.
   */
  function noteFailure(error: unknown): void {
    if (isolate.isDisposed) {
      if (!isEnding) stop({ kind: "memory" });
    } else if (error instanceof SyntaxError && / \[program\.ts:\d+:-?\d+\]$/.test(error.message)) {
      if (!isEnding) stop({ kind: "syntax", message: error.message });
    } else unhandled ??= describeRejection(error);
  }

  /**
   * Of a program with many calls the end of an entry is not told: it costs a promise, a walk over the stack and a wake of this
   * thread, a third of a call. `watch` asks soon after whether the isolate rests, or died; so does the program's end, once.
   */
  function deliver(batch: string): void {
    if (isEnding) return;
    deliveries += 1;
    isUnasked = deliveries > toldDeliveries;
    if (!isUnasked) void cross(() => warm.deliver.apply(undefined, [batch]));
    else if (isolate.isDisposed) stop({ kind: "memory" });
    else warm.deliver.applyIgnored(undefined, [batch]);
  }

  /** Resolves when all that the isolate has sent is here: its messages come by another way than the end of an entry. */
  async function heard(): Promise<void> {
    const echo = Promise.withResolvers<void>();
    onEcho = echo.resolve;
    if (isEnding) return;
    deliver('[["s"]]');
    await echo.promise;
  }

  /** Leads the program through its log; from there on its run is one like others. */
  async function play(through: Replay, { goesOn, cpuMs: earlierCpuMs }: ReplayPlan, entered: Promise<void>) {
    await entered;
    await heard();
    const fault = await through.play(
      async (batch) => {
        await cross(() => warm.deliver.apply(undefined, [batch]));
        await heard();
      },
      () => isEnding,
    );
    if (isEnding) return;
    if (fault !== null) {
      stop({ kind: "diverged", message: fault });
      return;
    }
    replay = null;
    unanswered = through.openCalls();
    const leftTimers = through.leftTimers();
    if (goesOn || unanswered > 0 || leftTimers.length > 0) tell({ type: "replayed", runId });
    if (goesOn) {
      earlierMs += through.nowMs() - elapsedMs();
      cpuBefore = isolate.cpuTime - BigInt(Math.round(earlierCpuMs * 1e6));
      leftTimers.forEach(timers.startLeft);
    }
    if (isAtRest()) void probe();
  }

  /** The program has ended by itself. Its isolate comes to rest right after, and can be asked for its memory then. */
  function settle(outcome: ChildOutcome): void {
    if (isEnding) return;
    isEnding = true;
    let isFinished = false;
    const conclude = () => {
      if (isFinished) return;
      isFinished = true;
      clearTimeout(limit);
      measure();
      finish(outcome);
    };
    const limit = setTimeout(conclude, settleMs);
    onRest = conclude;
    if (isUnasked) void probe();
    else if (crossings === 0) conclude();
  }

  function stop(outcome: ChildOutcome): void {
    if (isEnding) return;
    isEnding = true;
    if (outcome.kind === "memory")
      memoryPeakBytes = Math.max(memoryPeakBytes, warm.memoryMb * 1_048_576, grownBytes);
    else measure();
    if (isUnasked) void probe();
    finish(outcome);
  }

  function finish(outcome: ChildOutcome): void {
    clearTimeout(deadline);
    onEcho?.();
    timers.stopAll();
    isUnrested = crossings > 0;
    const isCrowded = !isUnrested && pool.isCrowded();
    if (isCrowded) pool.whenRoomy(() => emit({ type: "rested", runId }));
    tell({
      type: "end",
      runId,
      outcome,
      cpuMs: cpuMs(),
      memoryPeakBytes,
      logsDropped,
      unhandled,
      isAtRest: !isUnrested && !isCrowded,
    });
    isDisposed = true;
    onEnd();
    // Not in this turn: the end goes out before V8 takes its time to tear the heap down.
    setImmediate(() => {
      pool.dispose(warm, crossings === 0);
      if (crossings > 0) awaitRest();
    });
  }

  /** On a busy machine the isolate's thread may not have had its turn to notice that it is ended. */
  function awaitRest(): void {
    const endedAt = performance.now();
    const before = host.cpuMs();
    const look = () => {
      if (crossings === 0) return;
      const isStuck = host.cpuMs() - before >= restMs * host.programs();
      if (isStuck || performance.now() - endedAt > restPatienceMs) emit({ type: "wedged", runId });
      else setTimeout(look, restMs / 4);
    };
    setTimeout(look, restMs);
  }

  const { cpuMs: cpuLimitMs, outputBytes, logBytes, logLines, maxToolCalls, toolBytes } = limits;
  const input = message.input === null ? "null" : JSON.stringify(message.input);
  const bounds = [outputBytes, logBytes, logLines, maxToolCalls, toolBytes].join();
  const times = message.replay === null ? "" : `[${message.replay.times.join()}]`;
  const clock = `${isTraced},"${times}",${message.replay?.goesOn ?? true}`;
  const rest = `,${input},${bounds},"[${message.seed.join()}]",${clock},${message.hasFetch})`;
  // From a microtask: isolated-vm walks the stack at each entry, and here there is none.
  queueMicrotask(() => {
    if (isEnding) return;
    const entered = cross(() =>
      warm.context.eval(message.script + rest, { filename: "program.ts", columnOffset: -message.headLength }),
    );
    if (replay && message.replay) void play(replay, message.replay, entered);
  });

  return {
    answer({ sequence, isOk, text }) {
      unanswered -= 1;
      answers.push({ sequence, text: `["a",${sequence},${isOk ? 1 : 0},${JSON.stringify(text)}]` });
    },
    flushAnswers() {
      if (answers.length === 0) return;
      if (isTraced) trace.push(["step", elapsedMs(), answers.map(({ sequence }) => ["answer", sequence])]);
      const batch = `[${answers.map(({ text }) => text).join()}]`;
      answers = [];
      deliver(batch);
    },
    cancel: () => stop({ kind: "cancelled" }),
    setDeadline,
    usage() {
      if (!isEnding) measure();
      return { cpuMs: cpuMs(), memoryPeakBytes };
    },
    isComputing: () => mayCompute() && !isEnding,
    noteSize(rssBytes, computing) {
      if (!mayCompute() || isEnding) return;
      grownBytes = Math.max(grownBytes, Math.ceil((rssBytes - rssBefore) / computing));
      memoryPeakBytes = Math.max(memoryPeakBytes, Math.min(grownBytes, warm.memoryMb * 1_048_576));
    },
    watch() {
      // Past its memory limit an isolate counts as disposed, and may go on allocating all the same.
      if (!isEnding && isolate.isDisposed) stop({ kind: "memory" });
      // Going a way again costs about what it cost before; what was left of the limit counts from there on.
      const boundMs = replay ? 2 * cpuLimitMs + replayGraceMs : cpuLimitMs;
      if (!isEnding && cpuMs() > boundMs) stop({ kind: "cpu" });
      if (!isEnding && isUnasked && crossings === 0) void probe();
    },
  };
}
