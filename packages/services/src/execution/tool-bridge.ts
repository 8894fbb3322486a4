import { setTimeout as wait } from "node:timers/promises";
import { AppError, type ExecutionCall } from "@patchops/contract";
import { encodeAnswer, type Hold, type ToolInvocation } from "@patchops/sandbox";
import type { Context } from "../context.ts";
import { callOutcome, type Forwarding, RunPaused } from "../forward/index.ts";
import { callTool, searchForCode, type ToolCall } from "../tool/index.ts";
import { redact } from "../usage/index.ts";
import { askApprovalInRun, askInRun } from "./ask-in-run.ts";
import { describeTool } from "./describe-tool.ts";
import { durableCall } from "./durable/durable-call.ts";
import { idempotencyKey } from "./durable/idempotency-key.ts";
import { outlastOutage } from "./durable/outlast-outage.ts";
import { retryCall } from "./durable/retry-call.ts";
import { fetchFromCode } from "./fetch-from-code.ts";
import { blobsOfContent } from "./find-blobs.ts";
import { holdsLease } from "./lease.ts";
import type { LiveRun } from "./live-run.ts";
import type { LogKeeper } from "./log/keep-log.ts";
import type { StoredEntry, WorkflowHeader } from "./log/stored-entry.ts";
import { offerFromCode } from "./offer-from-code.ts";
import { plainValue, textOf } from "./plain-value.ts";

/** How much of a call's arguments, and of its result, its events keep; and of all calls of a run together. */
const keptBytes = 65_536;
const keptBytesOfRun = 4 * 1_024 ** 2;
const keptMessageLength = 2_000;

const parse = (text: string): unknown => JSON.parse(text);

function textArgument(invocation: ToolInvocation, name: string): string {
  const args = parse(invocation.args);
  const value =
    typeof args === "object" && args !== null ? (args as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** Copies what a run's events keep of its calls: without what looks like a secret, and within the budget. */
function createKeeper(): (value: unknown) => unknown {
  let leftBytes = keptBytesOfRun;
  return (value) => {
    const copy = redact(value, Math.min(keptBytes, leftBytes)).value;
    leftBytes = Math.max(0, leftBytes - Buffer.byteLength(JSON.stringify(copy)));
    return copy;
  };
}

export interface ToolBridge {
  invoke(invocation: ToolInvocation, signal: AbortSignal, hold: Hold): Promise<string>;
  /** Resolves when the calls that a run left behind have ended; its end aborts them. */
  settled(): Promise<void>;
}

/** An aborted call ends at once; one that does not must not hold up its run's end. */
const settleMs = 2_000;
/** How often a call that does not leave looks whether it may. */
const heldBackMs = 250;
/** What finds its way by our database alone; the others wait for it part by part, or for their part of it as well. */
const looksUp: readonly string[] = ["search", "describe", "resource", "prompt"];
/** How long a call waits until the log says that it leaves; the longest that a timer can. */
const noteMs = 1_000;
const longestMs = 2 ** 31 - 1;

/**
 * Serves the sandbox's calls: tools through `services/tool/call` like everybody's, resources and prompts through
 * `services/offer`, search and describe from the table.
 */
export function createToolBridge(
  starter: Context,
  live: LiveRun,
  {
    waitForSignIn,
    waitForApproval,
    promptSessionId,
    repeatCalls,
    log,
    earlier,
    toolBytes,
    workflow,
  }: {
    waitForSignIn: boolean;
    waitForApproval: boolean;
    promptSessionId: string | undefined;
    repeatCalls: boolean;
    log: LogKeeper;
    /** What stands in the log of a run that is resumed. */
    earlier: readonly StoredEntry[];
    /** Of the run's limits. */
    toolBytes: number;
    workflow: WorkflowHeader | undefined;
  },
): ToolBridge {
  const context: Context = { ...starter, via: workflow === undefined ? "code" : "workflow" };
  const keep = createKeeper();
  const unsent = findUnsent(earlier);
  let active = 0;
  /** Calls that do not leave any more, since the node stops. */
  let heldBack = 0;
  /** Whether it waits for people and for nothing else, and can go on from its log. */
  live.isResumable = log.isWhole;
  live.mayPause = () => active - heldBack === live.waitsFor.length && !live.isTaking && log.isWhole();
  const requireHeld = async () => {
    // Until its node hears that it still has it, or who has it now.
    while (!holdsLease(services, live) && !live.abort.signal.aborted && !live.pause.signal.aborted)
      await wait(heldBackMs, undefined, { ref: false });
    if (live.isLost) throw new AppError("cancelled", "Another node goes on with this run.", { sent: false });
  };
  /** What may not be repeated leaves when the log says so: after a crash nobody else would know. */
  const noteSent = async (sequence: number, isRepeatable: boolean) => {
    log.add(["sent", sequence, isRepeatable]);
    if (isRepeatable || repeatCalls) return requireHeld();
    const isOver = new AbortController();
    const signal = AbortSignal.any([live.abort.signal, live.pause.signal, isOver.signal]);
    // A database that is away holds no call up, but a workflow's, which nobody watches: it waits for that in any case.
    const patienceMs = workflow === undefined ? noteMs : longestMs;
    const stored = workflow === undefined ? log.flush().catch(() => undefined) : log.whenStored();
    const patience = wait(patienceMs, undefined, { signal, ref: false }).catch(() => undefined);
    await Promise.race([stored, patience]).finally(() => isOver.abort());
    await requireHeld();
  };
  const underway = new Set<Promise<string>>();
  const watched = (call: Promise<string>) => {
    underway.add(call);
    return call.finally(() => underway.delete(call));
  };
  const { services } = context;
  const asking = (hold: Hold): Asking => ({
    askToSignIn: waitForSignIn ? (question) => askInRun(services, { live, hold }, question) : undefined,
    askToApprove: waitForApproval
      ? (question) => askApprovalInRun(services, { live, hold }, question)
      : undefined,
  });
  const answer: ToolBridge["invoke"] = async (invocation, signal, hold) => {
    switch (invocation.kind) {
      case "tool": {
        const made = unsent.get(invocation.sequence);
        const given = { invocation, signal, ask: asking(hold), made };
        const run = { live, keep, promptSessionId, log, noteSent, workflow, repeatCalls, earlier };
        return watched(retryCall(run, given, (attempt) => callFromCode(context, run, attempt)));
      }
      case "search":
        return JSON.stringify(
          await searchForCode(context, { query: textArgument(invocation, "query"), limit: 50 }),
        );
      case "step":
      case "sleep":
      case "approval":
      case "workflow": {
        const { kind, sequence, args } = invocation;
        const place = { live, hold, signal: AbortSignal.any([live.abort.signal, live.pause.signal, signal]) };
        return durableCall(
          context,
          { ...place, log, earlier, workflow },
          { kind, sequence, args: parse(args) },
        );
      }
      case "describe":
        return JSON.stringify(await describeTool(context, textArgument(invocation, "name")));
      case "fetch":
        // RFC 9110, section 9.2.2: of the others a second one is a second one.
        await noteSent(
          invocation.sequence,
          /^(?:|get|head|options|put|delete)$/i.test(textArgument(invocation, "method")),
        );
        return watched(
          callFetch(
            context,
            { live, promptSessionId, toolBytes },
            { invocation, signal, outlast: outlastFor(signal) },
          ),
        );
      case "resource":
      case "prompt": {
        const { kind, args } = invocation;
        const { askToSignIn } = asking(hold);
        const forwarding = {
          signal: AbortSignal.any([live.abort.signal, live.pause.signal, signal]),
          askToSignIn,
          outlast: outlastFor(signal),
          promptSessionId,
          executionId: live.executionId,
        };
        return watched(offerFromCode(context, { kind, args: parse(args), promptSessionId, forwarding }));
      }
    }
  };
  /** A workflow's program waits while our own database is away. */
  const outlastFor = (over: AbortSignal): NonNullable<Forwarding["outlast"]> => {
    if (workflow === undefined) return (part) => part();
    const signal = AbortSignal.any([live.abort.signal, live.pause.signal, over]);
    return (part) => outlastOutage(part, { signal });
  };
  return {
    async invoke(...given) {
      active += 1;
      if (live.isDraining) {
        heldBack += 1;
        // Whoever goes on with the run makes it; here, only where it cannot be given up.
        const signal = AbortSignal.any([live.abort.signal, live.pause.signal, given[1]]);
        while (live.isDraining) await wait(heldBackMs, undefined, { signal, ref: false });
        heldBack -= 1;
      }
      try {
        const [{ kind }, over] = given;
        const work = () => answer(...given);
        return await (looksUp.includes(kind) ? outlastFor(over)(work) : work());
      } finally {
        active -= 1;
      }
    },
    settled: async () => {
      await Promise.race([Promise.allSettled(underway), wait(settleMs, undefined, { ref: false })]);
    },
  };
}

/** A call that waited, unsent, when the run was paused. */
interface MadeCall {
  callId: string;
  startMs: number;
}

/** The calls that waited, unsent, at the last pause, by their sequence. A crash leaves rows of its own. */
function findUnsent(entries: readonly StoredEntry[]): Map<number, MadeCall> {
  const made = new Map<number, MadeCall>();
  let unsent = new Map<number, MadeCall>();
  for (const entry of entries) {
    if (entry[0] === "made") made.set(entry[1], { callId: entry[2], startMs: entry[3] });
    else if (entry[0] === "sent" || entry[0] === "answer") made.delete(entry[1]);
    else if (entry[0] === "paused") unsent = new Map(made);
    else if (entry[0] === "resumed") unsent.clear();
  }
  return unsent;
}

type Asking = Pick<ToolCall, "askToSignIn" | "askToApprove">;

export interface GivenCall {
  invocation: ToolInvocation;
  signal: AbortSignal;
  ask: Asking;
  made: MadeCall | undefined;
  /** Told, before it leaves, whether its tool says that a second call changes nothing. */
  onRepeatable?: (isRepeatable: boolean) => void;
  outlast?: ToolCall["outlast"];
}

async function callFromCode(
  context: Context,
  run: {
    live: LiveRun;
    keep: (value: unknown) => unknown;
    promptSessionId: string | undefined;
    log: LogKeeper;
    noteSent(sequence: number, isRepeatable: boolean): Promise<void>;
    workflow: WorkflowHeader | undefined;
    earlier: readonly StoredEntry[];
  },
  given: GivenCall,
): Promise<string> {
  const { invocation, signal: over, ask, made, onRepeatable, outlast } = given;
  const { sequence } = invocation;
  // The run's own end comes first and says why.
  const signal = AbortSignal.any([run.live.abort.signal, run.live.pause.signal, over]);
  const connection = invocation.connection ?? "";
  const tool = invocation.tool ?? "";
  const parsed = parse(invocation.args) ?? {};
  if (typeof parsed !== "object" || Array.isArray(parsed)) {
    throw new AppError("invalid_input", `tools.${connection}.${tool} takes one object of arguments.`);
  }
  const args = parsed as Record<string, unknown>;
  const startMs = made?.startMs ?? performance.now() - run.live.startedMs;
  let known: ExecutionCall | null = null;
  const tell = (change: Partial<ExecutionCall>) => {
    if (!known) return;
    known = { ...known, ...change };
    run.live.emit({ type: "call", call: known });
  };
  try {
    const answer = await callTool(context, {
      tool: { connection, tool },
      arguments: args,
      argumentsBytes: Buffer.byteLength(invocation.args),
      signal,
      executionId: run.live.executionId,
      promptSessionId: run.promptSessionId,
      ...ask,
      outlast,
      callId: made?.callId,
      ...(run.workflow && {
        meta: {
          [idempotencyKey.name]: idempotencyKey.of(run.live.executionId, run.earlier, sequence),
          "patchops/depth": run.workflow.depth + 1,
        },
      }),
      onSending: (isRepeatable) => {
        onRepeatable?.(isRepeatable);
        return run.noteSent(sequence, isRepeatable);
      },
      onAdmitted: (call) => {
        known = { ...call, state: "running", startMs, arguments: run.keep(args) };
        // One that waited through a pause was told before it.
        if (made) return;
        run.log.add(["made", sequence, call.callId, startMs]);
        run.live.emit({ type: "call", call: known });
      },
    });
    const times = { queueMs: answer.queueMs, upstreamMs: answer.upstreamMs, totalMs: answer.totalMs };
    if (answer.result.isError === true) {
      const message = textOf(answer.result);
      tell({
        state: "tool_error",
        ...times,
        error: { code: "tool_error", message: message.slice(0, keptMessageLength) },
      });
      throw new AppError("tool_error", message, { sent: true, details: { connection, tool } });
    }
    tell({ state: "ok", ...times, result: run.keep(answer.result) });
    return encodeAnswer(plainValue(answer.result), blobsOfContent(answer.result));
  } catch (error) {
    if (error instanceof AppError && error.code === "tool_error") throw error;
    // It goes on when the run does.
    if (signal.reason instanceof RunPaused) throw error;
    const cause =
      error instanceof AppError ? error : new AppError("internal", "Something went wrong on our side.");
    const outcome = callOutcome(cause, signal);
    tell({
      state: outcome === "interrupted" ? "error" : outcome,
      totalMs: performance.now() - run.live.startedMs - startMs,
      error: { code: cause.code, message: cause.message.slice(0, keptMessageLength) },
    });
    const hint = cause.next === undefined ? "" : ` ${cause.next}`;
    throw new AppError(cause.code, cause.message + hint, {
      retryable: cause.retryable,
      ...(cause.sent === undefined ? {} : { sent: cause.sent }),
      details: { connection, tool },
      cause,
    });
  }
}

/** A fetch stands among the run's calls as a tool of no connection; what it sent and got is not kept. */
async function callFetch(
  context: Context,
  run: { live: LiveRun; promptSessionId: string | undefined; toolBytes: number },
  given: { invocation: ToolInvocation; signal: AbortSignal; outlast: Forwarding["outlast"] },
): Promise<string> {
  const { invocation, signal: over, outlast } = given;
  const { live, promptSessionId } = run;
  const signal = AbortSignal.any([live.abort.signal, over]);
  const startMs = performance.now() - live.startedMs;
  let known: ExecutionCall | null = null;
  const tell = (change: Partial<ExecutionCall>) => {
    if (!known) return;
    known = { ...known, ...change, totalMs: performance.now() - live.startedMs - startMs };
    live.emit({ type: "call", call: known });
  };
  try {
    const answer = await fetchFromCode(context, {
      args: parse(invocation.args),
      executionId: live.executionId,
      promptSessionId,
      // base64 takes four bytes for three, and the rest of the answer its own.
      maxBytes: Math.max(0, Math.floor((run.toolBytes - 16_384) * 0.74)),
      signal,
      outlast,
      onAdmitted: (callId) => {
        known = { callId, connection: "", tool: "fetch", state: "running", startMs };
        live.emit({ type: "call", call: known });
      },
    });
    tell({ state: "ok" });
    return answer;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const outcome = error.code === "forbidden" ? "refused" : callOutcome(error, signal);
    tell({
      state: outcome === "interrupted" ? "error" : outcome,
      error: { code: error.code, message: error.message.slice(0, keptMessageLength) },
    });
    const hint = error.next === undefined ? "" : ` ${error.next}`;
    throw new AppError(error.code, error.message + hint, {
      retryable: error.retryable,
      ...(error.sent === undefined ? {} : { sent: error.sent }),
      cause: error,
    });
  }
}
