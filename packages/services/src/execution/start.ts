import {
  AppError,
  type ExecutionStatus,
  isPlanId,
  newId,
  plans,
  type StartExecutionInput,
  startExecutionInput,
} from "@patchops/contract";
import type { RunResult } from "@patchops/sandbox";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { apiPromptSession } from "../promptsession/index.ts";
import { requireScope } from "../require-scope.ts";
import { storedJson } from "../stored-json.ts";
import { ServerStopping } from "../tool/index.ts";
import { admit, type MeteredCall } from "../usage/index.ts";
import { registerRun } from "./interrupt.ts";
import { createLiveRun, type LiveRun } from "./live-run.ts";
import { persistEvents } from "./persist-events.ts";
import { logsTruncatedText } from "./read.ts";
import { stoppedError } from "./stopped-error.ts";
import { storeEnd } from "./store-end.ts";
import { createToolBridge } from "./tool-bridge.ts";

type Limits = { timeoutMs: number; memoryMb: number };

function executionVia(context: Context): "dashboard" | "cli" | "sdk" | "mcp" {
  return context.via === "dashboard" || context.via === "cli" || context.via === "mcp" ? context.via : "sdk";
}

/** What the caller asked for, cut to what the plan allows. */
function limitsOf(
  input: { timeoutMs?: number | undefined; memoryMb?: number | undefined },
  ceiling: Limits,
): Limits {
  return {
    timeoutMs: Math.min(input.timeoutMs ?? 60_000, ceiling.timeoutMs),
    memoryMb: Math.min(input.memoryMb ?? 128, ceiling.memoryMb),
  };
}

/**
 * Starts a program in the sandbox and answers at once; `executionEvents` follows it. The run is metered as one execution
 * and each tool call in it as a call. Until a place is free it is `queued`, within its own deadline; a run that never
 * began is not charged. `snippet`: the name under which the program is saved; an MCP client's session is given, others' are found.
 * Throws `quota_exceeded` and `too_many_calls` before anything is.
 */
export async function startExecution(
  context: Context,
  rawInput: StartExecutionInput,
  more: { snippet?: string; promptSessionId?: string | undefined } = {},
): Promise<{ executionId: string; finished: Promise<void> }> {
  requireScope(context, "code:execute");
  const input = startExecutionInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const snapshot = await services.snapshots.get(organizationId);
  const plan = plans[isPlanId(snapshot.plan) ? snapshot.plan : services.settings.defaultPlan];
  const limits = limitsOf(input, plan.execution);
  if (input.code.includes("\0")) {
    throw new AppError("invalid_input", "The program holds a null character.", {
      details: { field: "code" },
    });
  }
  services.sandbox.requireRoom(organizationId);
  const admission = await admit(services, { organizationId, plan, meter: "executions" });
  const executionId = newId();
  const live = createLiveRun({
    organizationId,
    executionId,
    starter: { userId: actor.userId, apiKeyId: actor.apiKeyId, oauthGrantId: actor.oauthGrantId },
    isDetached: input.detached,
  });
  const promptSessionId = more.promptSessionId ?? (await apiPromptSession(context));
  let metered: MeteredCall | null = null;
  try {
    metered = beginRun(context, input.code, { executionId, promptSessionId });
    await metered.sentUpstream();
    // Before its row: whoever finds the row running on this node finds the run as well.
    registerRun(services, live);
    await storeStart(context, {
      ...{ executionId, promptSessionId, limits, snippet: more.snippet },
      ...{ code: input.code, input: input.input },
    });
  } catch (error) {
    await metered?.end({
      outcome: "error",
      errorCode: error instanceof AppError ? error.code : "internal",
      wasSent: false,
      bytesOut: 0,
      queueMs: 0,
      upstreamMs: null,
    });
    admission.settle({ isUsed: false });
    services.liveRuns.delete(executionId);
    live.finish();
    throw error;
  }
  live.emit({ type: "state", status: "queued", at: new Date().toISOString() });
  const events = persistEvents(services, live);
  const bridge = createToolBridge(context, live, { ...input, promptSessionId });

  const finished = services.sandbox
    .run({
      organizationId,
      code: input.code,
      input: input.input,
      limits: { ...plan.execution, ...limits },
      signal: live.abort.signal,
      invoke: bridge.invoke,
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
      (outcome) => ({ outcome, hasRun: outcome.hasBegun || outcome.status === "failed" }),
      (error: unknown) => {
        services.log.error({ error, executionId }, "the sandbox failed");
        return { outcome: notRun(live), hasRun: false };
      },
    )
    .then(async ({ outcome: ended, hasRun }) => {
      const outcome = asStopped(ended, live);
      await bridge.settled();
      await metered.end({
        outcome: outcomeOf(outcome.status),
        errorCode: outcome.error?.code ?? (outcome.status === "succeeded" ? null : outcome.status),
        errorMessage: outcome.error?.message.replaceAll("\0", "\ufffd") ?? null,
        wasSent: hasRun,
        bytesOut: 0,
        queueMs: outcome.usage.queueMs,
        upstreamMs: null,
        cpuMs: outcome.usage.cpuMs,
      });
      admission.settle({ isUsed: hasRun });
      if (outcome.logsDropped > 0) {
        const text = `${logsTruncatedText} (${outcome.logsDropped})`;
        live.emit({ type: "log", log: { level: "warn", text, at: new Date().toISOString() } });
      }
      const finishedAt = new Date().toISOString();
      const last = live.seal({ type: "state", status: outcome.status, at: finishedAt });
      await storeEnd(services, { live, outcome, last, finishedAt, drain: events.drain });
    })
    .catch((error: unknown) => {
      services.log.error({ error, executionId }, "a run's end could not be stored");
    })
    .finally(() => {
      live.finish();
      services.liveRuns.delete(executionId);
    });
  return { executionId, finished };
}

function beginRun(
  context: Context,
  code: string,
  { executionId, promptSessionId }: { executionId: string; promptSessionId: string | undefined },
): MeteredCall {
  const { actor } = context;
  return context.services.meter.begin({
    organizationId: actor.organizationId,
    kind: "execution",
    method: "execution",
    via: context.via,
    userId: actor.userId,
    apiKeyId: actor.apiKeyId,
    clientName: context.client?.name ?? null,
    clientVersion: context.client?.version ?? null,
    promptSessionId: promptSessionId ?? null,
    executionId,
    profile: actor.profile,
    connectionId: null,
    connectionSlug: null,
    providerType: null,
    tool: null,
    exposedName: null,
    bytesIn: Buffer.byteLength(code),
    requestId: context.requestId,
  });
}

async function storeStart(
  context: Context,
  run: {
    executionId: string;
    promptSessionId: string | undefined;
    snippet: string | undefined;
    code: string;
    input: unknown;
    limits: Limits;
  },
): Promise<void> {
  const { services, actor } = context;
  const { organizationId } = actor;
  const { executionId, limits } = run;
  const via = executionVia(context);
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("executions")
      .values({
        organizationId,
        id: executionId,
        userId: actor.userId,
        apiKeyId: actor.apiKeyId,
        via,
        profile: actor.profile,
        code: run.code,
        input: run.input === undefined ? null : storedJson(run.input),
        limits: storedJson(limits),
        status: "queued",
        requestId: context.requestId,
        clientName: context.client?.name ?? null,
        clientVersion: context.client?.version ?? null,
        promptSessionId: run.promptSessionId ?? null,
        snippetName: run.snippet ?? null,
        createdAt: new Date().toISOString(),
        startedAt: null,
      })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "execution.start",
      targetKind: "execution",
      targetId: executionId,
      data: { via, ...limits },
    });
  });
}

/** A run that was broken off because the server stops was not cancelled by anybody. */
function asStopped(outcome: RunResult, live: LiveRun): RunResult {
  const isStopped = outcome.status === "cancelled" && live.abort.signal.reason instanceof ServerStopping;
  return isStopped ? { ...outcome, status: "interrupted", error: stoppedError } : outcome;
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

function outcomeOf(status: ExecutionStatus) {
  if (status === "succeeded") return "ok" as const;
  if (status === "timed_out") return "timed_out" as const;
  if (status === "cancelled") return "cancelled" as const;
  if (status === "interrupted") return "interrupted" as const;
  return "error" as const;
}
