import { AppError } from "@patchops/contract";
import type { CompiledProgram } from "./compile/compiled-program.ts";
import { mapPosition } from "./compile/map-position.ts";
import { type CallMessage, createRunCalls, type RunCalls } from "./create-run-calls.ts";
import { describeError } from "./describe-error.ts";
import { describeOutcome } from "./describe-outcome.ts";
import type { ChildMessage, ChildOutcome, ThrownError } from "./message.ts";
import type { Child } from "./pool/start-child.ts";
import { preludeVersion } from "./prelude-version.ts";
import { hashOf, type ReadLog, readRunLog } from "./read-run-log.ts";
import type { LogLevel, RunEvent } from "./run-event.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunError, RunResult } from "./run-result.ts";

const levels: readonly string[] = ["debug", "info", "log", "warn", "error"];
const kinds: readonly string[] = [
  ...["tool", "search", "describe", "resource", "prompt", "fetch"],
  ...["step", "sleep", "approval", "workflow"],
];

type LogMessage = Extract<ChildMessage, { type: "log" }>;
type TraceMessage = Extract<ChildMessage, { type: "trace" }>;
type EndMessage = Extract<ChildMessage, { type: "end" }>;

/** One run as the parent sees it: its deadline, its calls, its budgets, its end. It outlives the child when it is run anew. */
export interface ActiveRun {
  readonly id: number;
  readonly request: RunRequest;
  /** Set when it is compiled, before it begins. */
  program: CompiledProgram | undefined;
  attempt: number;
  /** What the child told last. */
  cpuMs: number;
  memoryPeakBytes: number;
  /** Set when the parent ends the child because of this run. */
  ending: ChildOutcome | undefined;
  isOver(): boolean;
  hasAsked(): boolean;
  /** Until its deadline, which runs from the moment it was asked for (or began, where its wait is no part of its time), but for the time that it was held. */
  leftMs(): number;
  isHeld(): boolean;
  /** It has no place yet; at its deadline it ends without one. */
  wait(): void;
  begin(child: Child): void;
  onLog(message: LogMessage): void;
  onCall(message: CallMessage): void;
  onAbandon(sequence: number): void;
  onTrace(message: TraceMessage): void;
  /** The program stands where its log ends. */
  onReplayed(): void;
  onEnd(message: EndMessage): void;
  /** No call of it is answered any more, in its log neither: what its end does to a call that is under way is no answer. */
  freeze(): void;
  /** What it still does is recorded; it gets no further answer, and its end is that of a paused run. */
  pause(): void;
  /** Ends the run without a word of the child. */
  end(outcome: ChildOutcome): void;
  /** The program cannot be read. */
  fail(error: RunError): void;
  interrupt(): void;
  /** No process can be had for it. */
  refuse(error: AppError): void;
}

export function createActiveRun(
  id: number,
  request: RunRequest,
  handlers: {
    onOver(result: RunResult): void;
    onRefused(error: AppError): void;
    /** Its time stands still from now on, or goes on. */
    onHold(): void;
  },
): ActiveRun {
  const { limits } = request;
  const { replay } = request;
  const input = inputText(request.input);
  const earlierMs = replay?.goesOn ? replay.wallMs : 0;
  const askedAt = performance.now();
  let beganAt: number | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let child: Child | undefined;
  let calls: RunCalls | undefined;
  /** All that it asked for; its tool calls among them. */
  let requests = 0;
  let toolCalls = 0;
  let logBytes = 0;
  let logLines = 0;
  let logsDropped = 0;
  let isOver = false;
  let isPaused = false;
  /** Set while the program is led through its log. */
  let reading: ReadLog | undefined;
  let isReplaying = false;
  let openCalls: CallMessage[] = [];
  let abandoned: number[] = [];
  let linesToSkip = 0;
  let holds = 0;
  let heldAt: number | undefined;
  let heldMs = 0;

  function hold(): () => void {
    if (holds === 0) changeHold(performance.now());
    holds += 1;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      holds -= 1;
      if (holds === 0) changeHold(undefined);
    };
  }

  function changeHold(since: number | undefined): void {
    if (heldAt !== undefined) heldMs += performance.now() - heldAt;
    heldAt = since;
    if (isOver) return;
    const leftMs = heldAt === undefined ? Math.max(1, Math.ceil(run.leftMs())) : null;
    child?.send({ type: "deadline", runId: id, leftMs });
    handlers.onHold();
  }

  function finish(end: Pick<RunResult, "status" | "result" | "error" | "isPaused">): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    calls?.end();
    const now = performance.now();
    const usage = {
      cpuMs: round(run.cpuMs),
      wallMs: round(now - (beganAt ?? now) + earlierMs),
      queueMs: queueMs(now),
      memoryPeakBytes: run.memoryPeakBytes,
      toolCalls,
    };
    handlers.onOver({ ...end, usage, logsDropped, hasBegun: beganAt !== undefined });
  }

  /** From when on its time is counted. */
  const timedFrom = () => (request.placeWaitMs === undefined ? askedAt : (beganAt ?? performance.now()));

  function queueMs(now: number): number {
    return round((beganAt ?? now) - askedAt);
  }

  function conclude(outcome: ChildOutcome, unhandled: ThrownError | null = null): void {
    if (isOver) return;
    if (isPaused && outcome.kind === "cancelled") finish({ status: "interrupted", isPaused: true });
    else {
      if (outcome.kind !== "stalled") tellUnhandled(unhandled);
      const queuedMs = queueMs(performance.now());
      finish(describeOutcome(outcome, { request, compiled: run.program, queueMs: queuedMs, unhandled }));
    }
  }

  function fail(status: RunResult["status"], code: string, message: string): void {
    finish({ status, error: { name: "Error", code, message } });
  }

  function diverge(message: string): void {
    conclude({ kind: "diverged", message });
    child?.send({ type: "cancel", runId: id });
  }

  /** The random words of the run; null where its log is not one of this program. */
  function openLog(): number[] | null {
    isReplaying = replay !== undefined;
    linesToSkip = replay?.logLines ?? 0;
    openCalls = [];
    abandoned = [];
    if (replay === undefined) {
      const seed = [...crypto.getRandomValues(new Uint32Array(8))];
      request.record?.([
        "begin",
        { preludeVersion: preludeVersion(), programHash: hashOf(request.code), seed },
      ]);
      return seed;
    }
    const read = readRunLog(replay.log, request.code, replay);
    if (typeof read === "string") {
      conclude({ kind: "diverged", message: read });
      return null;
    }
    reading = read;
    return read.seed;
  }

  function tell(event: RunEvent): void {
    try {
      request.onEvent?.(event);
    } catch {
      // A listener that fails is a fault of ours; it must not look like one of the program or of the process.
      fail("failed", "internal", "The events of the run could not be delivered.");
      child?.send({ type: "cancel", runId: id });
    }
  }

  /** Last of its lines, since a run that is led through its log must write the lines that it wrote then. */
  function tellUnhandled(thrown: ThrownError | null): void {
    if (thrown === null || !run.program) return;
    const { name, message, line } = describeError(request.code, run.program, thrown);
    tell({
      type: "log",
      level: "warn",
      text: `A promise was rejected while nothing awaited it: ${name}: ${message}`,
      at: new Date().toISOString(),
      ...(line === undefined ? {} : { line }),
    });
  }

  const run: ActiveRun = {
    id,
    request,
    program: undefined,
    attempt: 0,
    cpuMs: 0,
    memoryPeakBytes: 0,
    ending: undefined,
    isOver: () => isOver,
    hasAsked: () => requests > 0,
    leftMs: () => timedFrom() + limits.timeoutMs - earlierMs + heldMs - (heldAt ?? performance.now()),
    isHeld: () => holds > 0,
    wait() {
      beganAt = undefined;
      const leftMs = request.placeWaitMs ?? Math.max(1, run.leftMs());
      deadline ??= setTimeout(() => conclude({ kind: "unplaced" }), leftMs);
    },
    begin(next) {
      const { program } = run;
      if (!program) return conclude({ kind: "broken" });
      clearTimeout(deadline);
      deadline = undefined;
      child = next;
      calls?.end();
      calls = createRunCalls(id, { request, child: next, hold });
      run.attempt += 1;
      run.ending = undefined;
      beganAt = performance.now();
      logBytes = 0;
      logLines = 0;
      logsDropped = 0;
      if (request.onEvent) {
        tell({ type: "state", status: "running", at: new Date().toISOString(), attempt: run.attempt });
      }
      if (isOver) return;
      const seed = openLog();
      if (seed === null) return;
      const { maxConcurrentToolCalls: _, ...childLimits } = limits;
      next.send({
        type: "run",
        runId: id,
        script: program.script,
        headLength: program.headLength,
        input,
        limits: { ...childLimits, timeoutMs: Math.max(1, Math.ceil(run.leftMs())) },
        seed,
        isTraced: request.record !== undefined,
        replay:
          replay && reading
            ? { ...reading.plan, goesOn: replay.goesOn, cpuMs: replay.goesOn ? replay.cpuMs : 0 }
            : null,
        hasFetch: request.hasFetch === true,
      });
    },
    onLog(message) {
      if (isOver || !levels.includes(message.level)) return;
      // The prelude keeps this budget too; here it holds even if a program got around the prelude.
      const sizeBytes = Buffer.byteLength(message.text);
      if (logLines >= limits.logLines || logBytes + sizeBytes > limits.logBytes) {
        logsDropped += 1;
        return;
      }
      logLines += 1;
      logBytes += sizeBytes;
      if (linesToSkip > 0) {
        linesToSkip -= 1;
        return;
      }
      const { program } = run;
      const line = message.line === null || !program ? null : mapPosition(program, message.line, 1).line;
      tell({
        type: "log",
        level: message.level as LogLevel,
        text: message.text,
        at: new Date(message.atMs).toISOString(),
        ...(line === null ? {} : { line }),
      });
    },
    onCall(message) {
      if (isOver || !kinds.includes(message.kind)) return;
      requests += 1;
      if (message.kind === "tool" || message.kind === "fetch") toolCalls += 1;
      if (requests > limits.maxToolCalls) {
        conclude({ kind: "quota", code: "tool_calls_exceeded", message: "" });
        child?.send({ type: "cancel", runId: id });
        return;
      }
      const fault = reading?.check(message) ?? null;
      if (fault !== null) {
        diverge(fault);
        return;
      }
      const { sequence, kind, connection, tool } = message;
      if (request.record && !reading?.has(sequence)) {
        request.record(["call", sequence, kind, connection, tool, hashOf(message.args)]);
      }
      if (!isReplaying) calls?.add(message);
      else if (!reading?.hasAnswer(sequence)) openCalls.push(message);
    },
    onAbandon(sequence) {
      if (isReplaying) abandoned.push(sequence);
      else calls?.abandon(sequence);
    },
    onTrace({ entries }) {
      if (!isOver) for (const entry of entries) request.record?.(entry);
    },
    onReplayed() {
      if (isOver || !isReplaying) return;
      isReplaying = false;
      const missing = reading?.missing() ?? null;
      if (missing !== null) diverge(missing);
      else if (!replay?.goesOn) {
        conclude({ kind: "log_ended" });
        child?.send({ type: "cancel", runId: id });
      } else {
        if (reading?.ending) request.record?.(reading.ending);
        for (const call of openCalls) calls?.add(call);
        for (const sequence of abandoned) calls?.abandon(sequence);
      }
      openCalls = [];
    },
    freeze() {
      calls?.freeze();
    },
    pause() {
      isPaused = true;
      calls?.freeze();
    },
    onEnd(message) {
      run.cpuMs = message.cpuMs;
      run.memoryPeakBytes = Math.max(run.memoryPeakBytes, message.memoryPeakBytes);
      logsDropped += message.logsDropped;
      const { outcome, unhandled } = message;
      const isItsOwn = outcome.kind === "succeeded" || outcome.kind === "thrown";
      const missing = isReplaying && isItsOwn ? (reading?.missing() ?? null) : null;
      conclude(missing === null ? outcome : { kind: "diverged", message: missing }, unhandled);
    },
    end(outcome) {
      // The process took its last figure with it; that much it was at least.
      const leastBytes = outcome.kind === "memory" ? limits.memoryMb * 1_048_576 : 0;
      run.memoryPeakBytes = Math.max(run.memoryPeakBytes, leastBytes);
      conclude(outcome);
    },
    fail: (error) => finish({ status: "failed", error }),
    refuse(error) {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      handlers.onRefused(error);
    },
    interrupt() {
      const message =
        "Another program of the organization took the process down. Calls that were made are not repeated by themselves; run the program again.";
      finish({
        status: "interrupted",
        error: { name: "Error", code: "interrupted", message, retryable: true },
      });
    },
  };
  return run;
}

function inputText(input: unknown): string | null {
  if (input === undefined) return null;
  try {
    return JSON.stringify(input) ?? null;
  } catch (cause) {
    throw new AppError("invalid_input", "The input must be JSON.", { cause });
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
