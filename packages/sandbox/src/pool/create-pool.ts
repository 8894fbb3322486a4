import { AppError } from "@patchops/contract";
import type { ActiveRun } from "../active-run.ts";
import type { ChildMessage, ChildOutcome } from "../message.ts";
import type { SandboxTrouble } from "../sandbox.ts";
import { createBackoff } from "./create-backoff.ts";
import { createPlacement } from "./create-placement.ts";
import { createSilenceWatch } from "./create-silence-watch.ts";
import { createWaitingLine, type Waiting } from "./create-waiting-line.ts";
import { holdsTooMuch } from "./holds-too-much.ts";
import type { Member } from "./member.ts";
import type { LaunchPlan } from "./plan-process.ts";
import { startChild } from "./start-child.ts";
import { type Stall, startStall } from "./start-stall.ts";
import { watchDeadline } from "./watch-deadline.ts";

const startTimeoutMs = 15_000;
/** A start takes some 100 ms of CPU time. */
const startCpuMs = 3_000;
const startPatienceMs = 3.5 * startTimeoutMs;
/** Failures in a row after which those who wait are told. */
const maxFailures = 3;
/** A process that lived for that long is no failed start. */
const soundMs = 60_000;

/** Starts of a run that lost its process to others. */
const maxAttempts = 3;

export interface PoolOptions {
  spares: number;
  maxChildren: number;
  runsPerChild: number;
  /** Processes that one organization may hold at once, so that others find room. */
  childrenPerOrganization: number;
  idleMs: number;
  onTrouble(trouble: SandboxTrouble): void;
}

/**
 * Assigns runs to processes: one organization per process for its whole life, spares in reserve, the rest waits and the
 * organizations take turns.
 */
export function createPool(planned: Promise<LaunchPlan>, options: PoolOptions) {
  const members = new Set<Member>();
  const waiting = createWaitingLine();
  const placement = createPlacement({ members, waiting }, options);
  const backoff = createBackoff(() => place());
  const silence = createSilenceWatch(members, (member) => {
    blame(member, { kind: holdsTooMuch(member) ? "memory" : "stuck" });
    kill(member, "it did not answer");
  });
  let started = 0;
  let killed = 0;
  let isClosed = false;
  let plan: LaunchPlan | undefined;
  let onEmpty: (() => void) | undefined;

  function startSpare(on: LaunchPlan): void {
    started += 1;
    const member: Member = {
      child: startChild(on, {
        onMessage: (message) => receive(member, message),
        onExit: ({ signal, stderr }) => lose(member, stderr.trim() || `signal ${signal ?? "unknown"}`),
      }),
      organizationId: null,
      runs: new Map(),
      isReady: false,
      isRetired: false,
      isKilled: false,
      unrested: 0,
      isExclusive: false,
      startedAt: performance.now(),
      turnAt: 0,
      heardAt: performance.now(),
      stall: undefined,
      timer: undefined,
      deadlines: new Map(),
    };
    awaitReady(member, startStall(member.child.pid));
    members.add(member);
  }

  function awaitReady(member: Member, stall: Stall): void {
    member.timer = setTimeout(() => {
      if (stall.isStuck(startCpuMs, startPatienceMs)) kill(member, "it did not get ready");
      else awaitReady(member, stall);
    }, startTimeoutMs);
  }

  /** With a reason when something is wrong. */
  function kill(member: Member, reason?: string): void {
    if (!members.has(member) || member.isKilled) return;
    killed += 1;
    if (reason !== undefined) trouble("stuck", reason);
    member.isRetired = true;
    member.isKilled = true;
    member.child.kill();
  }

  function trouble(kind: SandboxTrouble["kind"], reason: string): void {
    options.onTrouble({ kind, reason, failuresInRow: backoff.failures() });
  }

  function receive(member: Member, message: ChildMessage): void {
    member.heardAt = performance.now();
    member.stall = undefined;
    switch (message.type) {
      case "ready":
        clearTimeout(member.timer);
        member.isReady = true;
        place();
        return;
      case "log":
        member.runs.get(message.runId)?.onLog(message);
        return;
      case "call":
        member.runs.get(message.runId)?.onCall(message);
        return;
      case "abandon":
        member.runs.get(message.runId)?.onAbandon(message.sequence);
        return;
      case "trace":
        member.runs.get(message.runId)?.onTrace(message);
        return;
      case "replayed":
        member.runs.get(message.runId)?.onReplayed();
        return;
      case "end": {
        const run = member.runs.get(message.runId);
        backoff.succeed();
        release(member, message.runId);
        if (!message.isAtRest) member.unrested += 1;
        run?.onEnd(message);
        // V8 frees such a heap late; a process that has torn one down gets no further runs.
        if (message.outcome.kind === "memory") member.isRetired = true;
        settle(member);
        return;
      }
      case "rested":
        member.unrested -= 1;
        place();
        return;
      case "wedged":
        // The run itself is over; neighbors start anew elsewhere.
        kill(member, "a program that had ended went on computing");
        return;
      case "oversized":
        blame(member, { kind: "memory" });
        kill(member, `it held ${message.rssBytes} bytes`);
        return;
      case "pong":
        for (const { runId, cpuMs, memoryPeakBytes } of message.runs) {
          const run = member.runs.get(runId);
          if (!run) continue;
          run.cpuMs = cpuMs;
          run.memoryPeakBytes = Math.max(run.memoryPeakBytes, memoryPeakBytes);
        }
    }
  }

  /** A single run in an oversized, stuck or dead process is what did it. */
  function blame(member: Member, ending: ChildOutcome): void {
    const [only, ...others] = member.runs.values();
    if (only && others.length === 0) only.ending ??= ending;
  }

  function release(member: Member, runId: number): void {
    member.runs.delete(runId);
    clearTimeout(member.deadlines.get(runId));
    member.deadlines.delete(runId);
  }

  /** After a run: the process waits for the next one of its organization, for a while. */
  function settle(member: Member): void {
    if (member.runs.size === 0 && members.has(member)) {
      member.isExclusive = false;
      clearTimeout(member.timer);
      if (member.isRetired) kill(member);
      else member.timer = setTimeout(() => kill(member), options.idleMs).unref();
    }
    place();
  }

  function lose(member: Member, lastWords: string): void {
    members.delete(member);
    clearTimeout(member.timer);
    for (const deadline of member.deadlines.values()) clearTimeout(deadline);
    if (!isClosed) judge(member, lastWords);
    for (const run of member.runs.values()) {
      if (run.isOver()) continue;
      if (run.ending) run.end(run.ending);
      else if (isClosed || run.hasAsked() || run.attempt >= maxAttempts) run.interrupt();
      else {
        // Whoever was in a process that died by itself goes alone now: if it was the cause, it shows.
        run.wait();
        waiting.add({ run, isExclusive: true });
      }
    }
    if (members.size === 0) {
      silence.stop();
      onEmpty?.();
    }
    place();
  }

  /** What the end of a process says about the others. */
  function judge(member: Member, lastWords: string): void {
    const isUnused = member.organizationId === null;
    const wasKilled = member.isKilled && member.isReady;
    if (wasKilled) return;
    if (!isUnused) {
      blame(member, { kind: "memory" });
      trouble("died", lastWords);
      return;
    }
    if (performance.now() - member.startedAt > soundMs) backoff.succeed();
    backoff.fail();
    trouble("failed", lastWords);
    if (backoff.failures() < maxFailures) return;
    const cause = new Error(lastWords);
    for (const { run } of waiting.clear()) {
      run.refuse(new AppError("unavailable", "No sandbox process could be started.", { cause }));
    }
  }

  /** Starts what can be started; an organization that must wait does not hold up the others. */
  function place(): void {
    if (isClosed) return;
    if (!waiting.isEmpty()) {
      yieldTurn();
      waiting.offer(assignTo, placement.held);
    }
    startMissing();
  }

  function assignTo(entry: Waiting): boolean {
    const member = placement.find(entry);
    if (member) assign(member, entry);
    return member !== undefined;
  }

  /** Has the process that is to go take no more runs, where an organization waits without any. */
  function yieldTurn(): void {
    const longest = placement.toYield();
    if (!longest?.organizationId) return;
    longest.isRetired = true;
    waiting.toEnd(longest.organizationId);
    if (longest.runs.size === 0) kill(longest);
  }

  function assign(member: Member, { run, isExclusive }: Waiting): void {
    if (member.organizationId === null) member.turnAt = performance.now();
    member.organizationId = run.request.organizationId;
    member.isExclusive = isExclusive;
    clearTimeout(member.timer);
    member.heardAt = performance.now();
    member.stall = undefined;
    member.runs.set(run.id, run);
    keepTime(member, run);
    silence.start();
    run.begin(member.child);
    if (run.isOver()) release(member, run.id);
  }

  function keepTime(member: Member, run: ActiveRun): void {
    if (run.isHeld()) clearTimeout(member.deadlines.get(run.id));
    else watchDeadline(member, run, { kind: "timed_out" }, { afterMs: run.leftMs(), kill });
  }

  function startMissing(): void {
    if (!plan) return;
    let starting = 0;
    let spares = 0;
    for (const member of members) {
      if (member.organizationId !== null || member.isRetired) continue;
      spares += 1;
      if (!member.isReady) starting += 1;
    }
    const wanted = options.spares + placement.wanted();
    if (spares < wanted && !backoff.mayStart()) return;
    while (spares < wanted && starting < 2) {
      if (members.size >= options.maxChildren) {
        const idle = placement.toEvict();
        if (idle) kill(idle);
        return;
      }
      startSpare(plan);
      spares += 1;
      starting += 1;
    }
  }

  // Until then runs wait; a plan is never refused.
  void planned.then((found) => {
    plan = found;
    place();
  });

  return {
    add(run: ActiveRun): void {
      if (isClosed) {
        run.interrupt();
        return;
      }
      const entry = { run, isExclusive: false };
      if (waiting.isEmpty() && assignTo(entry)) {
        startMissing();
        return;
      }
      run.wait();
      waiting.add(entry);
      place();
    },
    /** The run's time stands still from now on, or goes on. */
    keepTime(run: ActiveRun): void {
      for (const member of members) if (member.runs.has(run.id)) keepTime(member, run);
    },
    /** Ends a run before its time; a process that does not let it go is ended. */
    cancel(run: ActiveRun): void {
      for (const member of members) {
        if (!member.runs.has(run.id)) continue;
        member.child.send({ type: "cancel", runId: run.id });
        watchDeadline(member, run, { kind: "cancelled" }, { afterMs: 0, kill });
        return;
      }
      run.end({ kind: "cancelled" });
    },
    stats() {
      let running = 0;
      let spares = 0;
      for (const member of members) {
        running += member.runs.size;
        if (member.organizationId === null) spares += 1;
      }
      return {
        children: members.size,
        spares,
        running,
        waiting: waiting.count(),
        started,
        killed,
        failuresInRow: backoff.failures(),
      };
    },
    async close(): Promise<void> {
      isClosed = true;
      backoff.close();
      for (const { run } of waiting.clear()) run.interrupt();
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      if (members.size === 0) return;
      for (const member of members) kill(member);
      await empty;
    },
  };
}
