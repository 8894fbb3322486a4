import {
  AppError,
  type ExecutionError,
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
import { requireScope } from "../require-scope.ts";
import { admit } from "../usage/index.ts";
import { createLiveRun, type LiveRun } from "./live-run.ts";
import { persistEvents } from "./persist-events.ts";
import { logsTruncatedText } from "./read.ts";
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
 * and each tool call in it as a call. Throws `quota_exceeded` and `too_many_calls` before anything ran.
 */
export async function startExecution(
  context: Context,
  rawInput: StartExecutionInput,
): Promise<{ executionId: string; finished: Promise<void> }> {
  requireScope(context, "code:execute");
  const input = startExecutionInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const snapshot = await services.snapshots.get(organizationId);
  const plan = plans[isPlanId(snapshot.plan) ? snapshot.plan : services.settings.defaultPlan];
  const limits = limitsOf(input, plan.execution);
  const admission = await admit(services, { organizationId, plan, meter: "executions" });
  const executionId = newId();
  try {
    await services.database.withOrganization(organizationId, async (trx) => {
      await trx
        .insertInto("executions")
        .values({
          organizationId,
          id: executionId,
          userId: actor.userId,
          apiKeyId: actor.apiKeyId,
          via: executionVia(context),
          code: input.code,
          input: input.input === undefined ? null : JSON.stringify(input.input),
          limits: JSON.stringify(limits),
          status: "running",
          requestId: context.requestId,
          startedAt: new Date().toISOString(),
        })
        .execute();
      await recordAudit(trx, auditActor(context), {
        action: "execution.start",
        targetKind: "execution",
        targetId: executionId,
        data: { via: executionVia(context), ...limits },
      });
    });
  } catch (error) {
    admission.settle({ isUsed: false });
    throw error;
  }
  const live = createLiveRun({ organizationId, executionId, isDetached: input.detached });
  services.liveRuns.set(executionId, live);
  const metered = services.meter.begin({
    organizationId,
    kind: "execution",
    method: "execution",
    via: context.via,
    userId: actor.userId,
    apiKeyId: actor.apiKeyId,
    clientName: context.client?.name ?? null,
    clientVersion: context.client?.version ?? null,
    promptSessionId: null,
    executionId,
    profile: actor.profile,
    connectionId: null,
    connectionSlug: null,
    providerType: null,
    tool: null,
    exposedName: null,
    bytesIn: Buffer.byteLength(input.code),
    requestId: context.requestId,
  });
  live.emit({ type: "state", status: "running", at: new Date().toISOString() });
  const persisted = persistEvents(services, live);
  const bridge = createToolBridge(context, live);

  metered.sentUpstream();
  const finished = services.sandbox
    .run({
      organizationId,
      code: input.code,
      input: input.input,
      limits: { ...plan.execution, ...limits },
      signal: live.abort.signal,
      invoke: bridge,
      onEvent: (event) => {
        if (event.type !== "log") return;
        const { level, text, at, line } = event;
        live.emit({ type: "log", log: { level, text, at, ...(line === undefined ? {} : { line }) } });
      },
    })
    .catch((error: unknown): RunResult => {
      services.log.error({ error, executionId }, "the sandbox failed");
      return {
        status: "interrupted",
        error: {
          name: "Error",
          code: "internal",
          message: "The sandbox could not run the program. Run it again.",
          retryable: true,
        },
        usage: { cpuMs: 0, wallMs: performance.now() - live.startedMs, memoryPeakBytes: 0, toolCalls: 0 },
        logsDropped: 0,
      };
    })
    .then(async (outcome) => {
      metered.end({
        outcome: outcomeOf(outcome.status),
        errorCode: outcome.error?.code ?? (outcome.status === "succeeded" ? null : outcome.status),
        errorMessage: outcome.error?.message ?? null,
        wasSent: true,
        bytesOut: 0,
        queueMs: 0,
        upstreamMs: null,
        cpuMs: outcome.usage.cpuMs,
      });
      admission.settle({ isUsed: true });
      if (outcome.logsDropped > 0) {
        const text = `${logsTruncatedText} (${outcome.logsDropped})`;
        live.emit({ type: "log", log: { level: "warn", text, at: new Date().toISOString() } });
      }
      await finish(context, live, outcome);
      await persisted.drain();
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

async function finish(context: Context, live: LiveRun, outcome: RunResult): Promise<void> {
  const { organizationId, executionId } = live;
  const { services } = context;
  const error: ExecutionError | null = outcome.error ?? null;
  const finishedAt = new Date().toISOString();
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .updateTable("executions")
      .set({
        status: outcome.status,
        result: outcome.result === undefined ? null : JSON.stringify(outcome.result),
        error: error ? JSON.stringify(error) : null,
        toolCalls: outcome.usage.toolCalls,
        cpuMs: outcome.usage.cpuMs,
        wallMs: outcome.usage.wallMs,
        memoryPeakBytes: outcome.usage.memoryPeakBytes,
        finishedAt,
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .execute(),
  );
  live.emit({ type: "state", status: outcome.status, at: finishedAt });
}

function outcomeOf(status: ExecutionStatus) {
  if (status === "succeeded") return "ok" as const;
  if (status === "timed_out") return "timed_out" as const;
  if (status === "cancelled") return "cancelled" as const;
  if (status === "interrupted") return "interrupted" as const;
  return "error" as const;
}

/** Cancels a run. A run that is over is left as it is. Throws `not_found`. */
export async function cancelExecution(
  context: Context,
  input: { executionId: string },
): Promise<{ executionId: string; status: string }> {
  requireScope(context, "code:execute");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { executionId } = input;
  const row = await services.database.withOrganization(organizationId, async (trx) => {
    const found = await trx
      .selectFrom("executions")
      .select("status")
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .executeTakeFirst();
    if (!found) throw new AppError("not_found", "There is no such run.");
    await recordAudit(trx, auditActor(context), {
      action: "execution.cancel",
      targetKind: "execution",
      targetId: executionId,
    });
    await services.database.notify(trx, "execution_cancelled", executionId);
    return found;
  });
  const live = services.liveRuns.get(executionId);
  if (!live) return { executionId, status: row.status };
  live.abort.abort();
  await live.finished;
  return { executionId, status: "cancelled" };
}
