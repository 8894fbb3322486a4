import type { ExecutionStatus } from "@patchops/contract";
import type { RunResult } from "@patchops/sandbox";
import type { Context, Services } from "../context.ts";
import { ServerStopping } from "../forward/index.ts";
import { planOf } from "../plan-of.ts";
import { withSpan } from "../trace/index.ts";
import { type Admission, type MeteredCall, outcomeOfRun, reserveCpu } from "../usage/index.ts";
import { withPatience } from "../with-patience.ts";
import type { LiveRun } from "./live-run.ts";
import type { LogKeeper } from "./log/keep-log.ts";
import { programLog } from "./log/read-log.ts";
import type { RunHeader, StoredEntry } from "./log/stored-entry.ts";
import { persistEvents } from "./persist-events.ts";
import { putBack } from "./put-back.ts";
import { logsTruncatedText } from "./read.ts";
import { recoverRun } from "./recover.ts";
import { isRunTaken } from "./require-own-run.ts";
import { StarterBarred } from "./starter-barred.ts";
import { stoppedError } from "./stopped-error.ts";
import { storeEnd } from "./store-end.ts";
import { storePause } from "./store-pause.ts";
import { createToolBridge } from "./tool-bridge.ts";

/** How long a workflow's run waits here for a process; then for any node, like one that has not begun. */
const placeWaitMs = 30_000;

/** A run that has its row, its place and its log. */
export interface ConductedRun {
  live: LiveRun;
  metered: MeteredCall;
  admission: Admission;
  code: string;
  input: unknown;
  header: RunHeader;
  log: LogKeeper;
  /** Of a run that is resumed: what it was given before, and used. */
  /** How many of its events stand in the database already. */
  storedEvents?: number;
  earlier?: { entries: readonly StoredEntry[]; cpuMs: number; wallMs: number; logLines: number };
}

/** Runs a program to its end, or until it is paused, and stores either. Never rejects. */
export async function conductRun(context: Context, run: ConductedRun): Promise<void> {
  const attributes = { "patchops.execution.id": run.live.executionId };
  await withSpan(context, { name: "run", attributes, read: readEnd }, (own) => conduct(own, run));
}

type RunEnd = ExecutionStatus | "paused" | "not_stored";

function readEnd(end: RunEnd) {
  const isGood = end === "succeeded" || end === "paused";
  return { error: isGood ? undefined : end, attributes: { "patchops.execution.end": end } };
}

async function conduct(context: Context, run: ConductedRun): Promise<RunEnd> {
  const { services } = context;
  const { live, metered, admission, header, log, earlier } = run;
  const { executionId, organizationId } = live;
  const events = persistEvents(services, live, run.storedEvents ?? 0);
  const bridge = createToolBridge(context, live, {
    waitForSignIn: header.waitForSignIn,
    waitForApproval: header.waitForApproval,
    promptSessionId: header.promptSessionId ?? undefined,
    toolBytes: header.limits.toolBytes,
    repeatCalls: header.repeatCalls,
    log,
    earlier: earlier?.entries ?? [],
    workflow: header.workflow,
  });

  try {
    const { outcome, hasRun } = await services.sandbox
      .run({
        organizationId,
        code: run.code,
        input: run.input,
        limits: header.limits,
        hasFetch: header.hasFetch === true,
        ...(live.isWorkflow && { placeWaitMs }),
        signal: live.abort.signal,
        pause: live.pause.signal,
        invoke: bridge.invoke,
        record: log.add,
        ...(live.isWorkflow && { whenStored: log.whenStored }),
        ...(earlier === undefined
          ? {}
          : {
              replay: {
                ...earlier,
                log: programLog(earlier.entries),
                goesOn: true,
                anyPrelude: header.workflow !== undefined,
              },
            }),
        onEvent: (event) => {
          if (event.type === "state") {
            live.begin(event.at);
            return;
          }
          const { level, text, at, line } = event;
          live.emit({ type: "log", log: { level, text, at, ...(line === undefined ? {} : { line }) } });
        },
      })
      .then(
        // A program that cannot be read is answered as well; one that found no place was not served.
        (ended) => ({
          outcome: header.isCutByMonth ? asOverQuota(asStopped(ended, live)) : asStopped(ended, live),
          hasRun: earlier !== undefined || ended.hasBegun || ended.status === "failed",
        }),
        (error: unknown) => {
          services.log.error({ error, executionId }, "the sandbox failed");
          return { outcome: notRun(live), hasRun: earlier !== undefined };
        },
      );
    await bridge.settled();
    if (live.isLost) {
      admission.settle({ isUsed: true });
      metered.drop();
      return "not_stored";
    }
    if (live.isWorkflow && live.abort.signal.reason instanceof ServerStopping) {
      admission.settle({ isUsed: true });
      metered.drop();
      await log.flush();
      await recoverRun(services, live);
      return "paused";
    }
    if (live.isWorkflow && outcome.error?.code === "no_place") {
      admission.settle({ isUsed: earlier !== undefined });
      metered.drop();
      await holdUsedCpu(context, run, earlier?.cpuMs ?? 0);
      await leaveForLater(services, run, events.drain);
      return "paused";
    }
    if (outcome.isPaused && !live.abort.signal.aborted) {
      admission.settle({ isUsed: true });
      await holdUsedCpu(context, run, outcome.usage.cpuMs);
      await storePause(services, { live, log, outcome, drain: events.drain });
      metered.drop();
      return "paused";
    }
    const ended = outcome.isPaused ? cancelled(outcome) : outcome;
    await metered.end({
      outcome: outcomeOfRun(ended.status),
      errorCode: ended.error?.code ?? (ended.status === "succeeded" ? null : ended.status),
      errorMessage: ended.error?.message.replaceAll("\0", "\ufffd") ?? null,
      wasSent: hasRun,
      bytesOut: 0,
      queueMs: ended.usage.queueMs,
      upstreamMs: null,
      cpuMs: ended.usage.cpuMs,
    });
    admission.settle({ isUsed: hasRun });
    if (ended.logsDropped > 0) {
      const text = `${logsTruncatedText} (${ended.logsDropped})`;
      live.emit({ type: "log", log: { level: "warn", text, at: new Date().toISOString() } });
    }
    const finishedAt = new Date().toISOString();
    const last = live.seal({ type: "state", status: ended.status, at: finishedAt });
    await storeEnd(services, { live, outcome: ended, last, finishedAt, drain: events.drain, log });
    return ended.status;
  } catch (error) {
    if (isRunTaken(error)) return "not_stored";
    services.log.error({ error, executionId }, "a run's end could not be stored");
    return "not_stored";
  } finally {
    log.stop();
    live.finish();
    services.liveRuns.delete(executionId);
  }
}

/** No process was to be had for it: it asks again, on whichever node. */
async function leaveForLater(
  services: Services,
  { live, log, earlier }: ConductedRun,
  drain: () => Promise<void>,
): Promise<void> {
  const { organizationId, executionId } = live;
  // How often it asks in vain is no sign of a run that takes its nodes down.
  if (earlier)
    log.add(["paused", { waitedMs: live.waitedMs(), logLines: earlier.logLines, isForPeople: false }]);
  await withPatience(async () => {
    await drain();
    await log.flush();
    const pausedAt = new Date().toISOString();
    const isBegun = earlier !== undefined;
    await putBack(services, { organizationId, executionId, pausedAt }, { live, isBegun });
  }, isRunTaken);
}

/** What it may still use is for others while it waits; it asks anew before it goes on. */
async function holdUsedCpu(
  { services }: Context,
  { live, header }: ConductedRun,
  usedMs: number,
): Promise<void> {
  const { organizationId, executionId } = live;
  try {
    const plan = planOf(services, await services.snapshots.get(organizationId));
    await reserveCpu(services, { organizationId, plan }, { rowId: header.rowId, usedMs, wantedMs: usedMs });
  } catch (error) {
    services.log.warn({ error, executionId }, "CPU time of a run that waits stays reserved");
  }
}

/** A run that was broken off because the server stops, or a workflow is blocked, was not cancelled by anybody. */
function asStopped(outcome: RunResult, live: LiveRun): RunResult {
  const { reason } = live.abort.signal;
  if (outcome.status !== "cancelled") return outcome;
  if (reason instanceof ServerStopping) return { ...outcome, status: "interrupted", error: stoppedError };
  if (!(reason instanceof StarterBarred)) return outcome;
  const { code, message, next } = reason;
  return {
    ...outcome,
    status: "interrupted",
    error: { name: "Error", code, message, retryable: false, ...(next !== undefined && { next }) },
  };
}

/** Its CPU time ended with that of the month. */
function asOverQuota(outcome: RunResult): RunResult {
  if (outcome.error?.code !== "cpu_limit") return outcome;
  const message = "The CPU time of this month is used up.";
  return {
    ...outcome,
    status: "quota_exceeded",
    error: { ...outcome.error, code: "quota_exceeded", message },
  };
}

/** Somebody cancelled it while it was being given up. */
function cancelled({ isPaused: _, ...outcome }: RunResult): RunResult {
  const error = { name: "Error", code: "cancelled", message: "The run was cancelled." };
  return { ...outcome, status: "cancelled", error };
}

/** The outcome of a program for which no process was to be had. */
function notRun(live: LiveRun): RunResult {
  return {
    status: "interrupted",
    error: {
      name: "Error",
      code: "internal",
      message: "The sandbox could not run the program. Run it again.",
      retryable: true,
    },
    usage: {
      cpuMs: 0,
      wallMs: 0,
      queueMs: performance.now() - live.startedMs,
      memoryPeakBytes: 0,
      toolCalls: 0,
    },
    logsDropped: 0,
    hasBegun: false,
  };
}
