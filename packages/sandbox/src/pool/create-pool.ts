import { AppError } from "@patchops/contract";
import type { ActiveRun } from "../active-run.ts";
import type { ChildMessage } from "../message.ts";
import type { LaunchPlan } from "./plan-launch.ts";
import { type Child, startChild } from "./start-child.ts";

const startTimeoutMs = 15_000;
const pingMs = 100;
/** A child whose event loop is silent for that long is stuck in native code. */
const silenceMs = 2_000;
/** What the child gets beyond its own deadlines before it is ended from outside. */
const graceMs = 150;

/** Starts of a run that lost its process to others. */
const maxAttempts = 3;

export interface PoolOptions {
  spares: number;
  maxChildren: number;
  runsPerChild: number;
  /** Processes that one organization may hold at once, so that others find room. */
  childrenPerOrganization: number;
  idleMs: number;
}

interface Member {
  child: Child;
  /** null = a spare that has never run anything. */
  organizationId: string | null;
  runs: Map<number, ActiveRun>;
  isReady: boolean;
  /** Takes no more runs. */
  isRetired: boolean;
  isKilled: boolean;
  /** Ended runs whose isolates are still at work; until they rest or the process is ended it gets no new run. */
  unrested: number;
  /** Serves one run alone: one that may have taken a process down. */
  isExclusive: boolean;
  heardAt: number;
  timer: NodeJS.Timeout | undefined;
  deadlines: Map<number, NodeJS.Timeout>;
}

interface Waiting {
  run: ActiveRun;
  isExclusive: boolean;
}

/** Assigns runs to processes: one organization per process for its whole life, spares in reserve, the rest waits. */
export function createPool(plan: LaunchPlan, options: PoolOptions) {
  const members = new Set<Member>();
  let waiting: Waiting[] = [];
  let started = 0;
  let killed = 0;
  let failedStarts = 0;
  let isClosed = false;
  let pings: NodeJS.Timeout | undefined;
  let pingedAt = 0;
  let onEmpty: (() => void) | undefined;

  function startMember(organizationId: string | null): Member {
    started += 1;
    const member: Member = {
      child: startChild(plan, {
        onMessage: (message) => receive(member, message),
        onExit: ({ stderr }) => lose(member, stderr),
      }),
      organizationId,
      runs: new Map(),
      isReady: false,
      isRetired: false,
      isKilled: false,
      unrested: 0,
      isExclusive: false,
      heardAt: performance.now(),
      timer: undefined,
      deadlines: new Map(),
    };
    member.timer = setTimeout(() => kill(member), startTimeoutMs);
    members.add(member);
    return member;
  }

  function kill(member: Member): void {
    if (!members.has(member) || member.isKilled) return;
    killed += 1;
    member.isRetired = true;
    member.isKilled = true;
    member.child.kill();
  }

  function receive(member: Member, message: ChildMessage): void {
    member.heardAt = performance.now();
    switch (message.type) {
      case "ready":
        clearTimeout(member.timer);
        failedStarts = 0;
        member.isReady = true;
        place();
        return;
      case "log":
        member.runs.get(message.runId)?.onLog(message);
        return;
      case "call":
        member.runs.get(message.runId)?.onCall(message);
        return;
      case "end": {
        const run = member.runs.get(message.runId);
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
        kill(member);
        return;
      case "oversized":
        blame(member);
        kill(member);
        return;
      case "pong":
        for (const { runId, cpuMs } of message.runs) {
          const run = member.runs.get(runId);
          if (run) run.cpuMs = cpuMs;
        }
    }
  }

  /** A single run in an oversized or dead process is what did it. */
  function blame(member: Member): void {
    const [only, ...others] = member.runs.values();
    if (only && others.length === 0) only.ending ??= { kind: "memory" };
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

  function lose(member: Member, stderr: string): void {
    members.delete(member);
    clearTimeout(member.timer);
    for (const deadline of member.deadlines.values()) clearTimeout(deadline);
    if (!member.isReady && !isClosed) failedStarts += 1;
    if (!member.isKilled && member.isReady) blame(member);
    for (const run of member.runs.values()) {
      if (run.isOver()) continue;
      if (run.ending) run.end(run.ending);
      else if (isClosed || run.toolCalls() > 0 || run.attempt >= maxAttempts) run.interrupt();
      // Whoever was in a process that died by itself goes alone now: if it was the cause, it shows.
      else waiting.unshift({ run, isExclusive: true });
    }
    if (failedStarts >= 3) refuse(stderr);
    if (members.size === 0) {
      clearInterval(pings);
      pings = undefined;
      onEmpty?.();
    }
    place();
  }

  function refuse(stderr: string): void {
    failedStarts = 0;
    const refused = waiting;
    waiting = [];
    const cause = new Error(stderr);
    for (const { run } of refused) {
      run.refuse(new AppError("unavailable", "No sandbox process could be started.", { cause }));
    }
  }

  /** Starts what can be started, oldest first; a run that must wait does not hold up those of other organizations. */
  function place(): void {
    if (isClosed) return;
    const left: Waiting[] = [];
    for (const entry of waiting) {
      if (entry.run.isOver()) continue;
      const member = findMember(entry);
      if (member) assign(member, entry);
      else left.push(entry);
    }
    waiting = left;
    startMissing();
  }

  function findMember({ run, isExclusive }: Waiting): Member | undefined {
    let best: Member | undefined;
    let spare: Member | undefined;
    const mayGrow = roomOf(run.request.organizationId) > 0;
    for (const member of members) {
      if (!member.isReady || member.isRetired || member.unrested > 0) continue;
      if (member.organizationId === null) spare ??= member;
      if (member.organizationId !== run.request.organizationId || member.isExclusive) continue;
      if (member.runs.size >= (isExclusive ? 1 : options.runsPerChild)) continue;
      if (!best || member.runs.size < best.runs.size) best = member;
    }
    // A process at rest first, then another one, then company.
    if (best && (best.runs.size === 0 || !mayGrow)) return best;
    return mayGrow ? (spare ?? best) : undefined;
  }

  function roomOf(organizationId: string): number {
    let held = 0;
    for (const member of members) if (member.organizationId === organizationId && !member.isKilled) held += 1;
    return Math.max(0, options.childrenPerOrganization - held);
  }

  function assign(member: Member, { run, isExclusive }: Waiting): void {
    member.organizationId = run.request.organizationId;
    member.isExclusive = isExclusive;
    clearTimeout(member.timer);
    member.heardAt = performance.now();
    member.runs.set(run.id, run);
    watch(member, run, { kind: "timed_out" }, run.request.limits.timeoutMs + graceMs);
    pings ??= setInterval(ping, pingMs).unref();
    run.begin(member.child);
    if (run.isOver()) release(member, run.id);
  }

  /** Ends the process when the run is still there after its time. */
  function watch(
    member: Member,
    run: ActiveRun,
    ending: { kind: "timed_out" } | { kind: "cancelled" },
    afterMs: number,
  ): void {
    clearTimeout(member.deadlines.get(run.id));
    const deadline = setTimeout(() => {
      // After a turn for what the pipe holds: this process, too, may have been away.
      setImmediate(() => {
        if (member.runs.get(run.id) !== run) return;
        run.ending = ending;
        kill(member);
      });
    }, afterMs);
    member.deadlines.set(run.id, deadline);
  }

  function startMissing(): void {
    let starting = 0;
    let spares = 0;
    for (const member of members) {
      if (member.organizationId !== null || member.isRetired) continue;
      spares += 1;
      if (!member.isReady) starting += 1;
    }
    const wanted = options.spares + wantedByWaiting();
    while (spares < wanted && starting < 2) {
      if (members.size >= options.maxChildren && !evict()) return;
      if (members.size >= options.maxChildren) return;
      startMember(null);
      spares += 1;
      starting += 1;
    }
  }

  function wantedByWaiting(): number {
    const perOrganization = new Map<string, number>();
    for (const { run } of waiting) {
      const { organizationId } = run.request;
      perOrganization.set(organizationId, (perOrganization.get(organizationId) ?? 0) + 1);
    }
    let wanted = 0;
    for (const [organizationId, count] of perOrganization) wanted += Math.min(count, roomOf(organizationId));
    return wanted;
  }

  /** Lets an idle process of another organization go, when somebody waits for its place. */
  function evict(): boolean {
    if (waiting.length === 0) return false;
    for (const member of members) {
      if (member.organizationId === null || member.runs.size > 0 || member.isRetired) continue;
      if (waiting.some(({ run }) => run.request.organizationId === member.organizationId)) continue;
      kill(member);
      return true;
    }
    return false;
  }

  function ping(): void {
    const now = performance.now();
    // When this process was away itself, the silence says nothing.
    const wasAway = now - pingedAt > 5 * pingMs;
    pingedAt = now;
    for (const member of members) {
      if (member.runs.size === 0 || member.isKilled) continue;
      if (wasAway) member.heardAt = now;
      if (now - member.heardAt > silenceMs) {
        blame(member);
        kill(member);
      } else member.child.send({ type: "ping" });
    }
  }

  startMissing();

  return {
    add(run: ActiveRun): void {
      waiting.push({ run, isExclusive: false });
      place();
    },
    /** Ends a run before its time; a process that does not let it go is ended. */
    cancel(run: ActiveRun): void {
      for (const member of members) {
        if (!member.runs.has(run.id)) continue;
        member.child.send({ type: "cancel", runId: run.id });
        watch(member, run, { kind: "cancelled" }, graceMs);
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
      return { children: members.size, spares, running, waiting: waiting.length, started, killed };
    },
    async close(): Promise<void> {
      isClosed = true;
      for (const { run } of waiting) run.interrupt();
      waiting = [];
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      if (members.size === 0) return;
      for (const member of members) kill(member);
      await empty;
    },
  };
}
