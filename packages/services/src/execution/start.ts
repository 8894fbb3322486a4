import { AppError, newId, type StartExecutionInput, startExecutionInput } from "@patchops/contract";
import type { Limits } from "@patchops/sandbox";
import { requireVerifiedEmail } from "../account/index.ts";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { planOf } from "../plan-of.ts";
import { apiPromptSession } from "../promptsession/index.ts";
import { requireAccess } from "../require-access.ts";
import { requireAddress } from "../require-address.ts";
import { storedJson } from "../stored-json.ts";
import { admit, type MeteredCall, reserveCpu } from "../usage/index.ts";
import { beginRun } from "./begin-run.ts";
import { conductRun } from "./conduct.ts";
import { fetchHostsOf } from "./fetch-from-code.ts";
import { registerRun } from "./interrupt.ts";
import { limitsOf } from "./limits-of.ts";
import { createLiveRun } from "./live-run.ts";
import { keepLog } from "./log/keep-log.ts";
import type { RunHeader } from "./log/stored-entry.ts";
import { keepWebhook } from "./webhook/index.ts";

function executionVia(context: Context): "dashboard" | "cli" | "sdk" | "mcp" {
  return context.via === "dashboard" || context.via === "cli" || context.via === "mcp" ? context.via : "sdk";
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
  requireAccess(context, "execution.start");
  await requireVerifiedEmail(context);
  const input = startExecutionInput.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  const snapshot = await services.snapshots.get(organizationId);
  const plan = planOf(services, snapshot);
  let limits = limitsOf(input, plan.execution);
  const hasFetch = (await fetchHostsOf(context)) !== null;
  if (input.code.includes("\0")) {
    throw new AppError("invalid_input", "The program holds a null character.", {
      details: { field: "code" },
    });
  }
  if (input.webhook !== undefined) requireAddress(services, input.webhook, { field: "webhook" });
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
  let isCutByMonth = false;
  try {
    metered = beginRun(context, input.code, { executionId, promptSessionId });
    await metered.sentUpstream(admission);
    // In the journal before: whatever becomes of this node, the row releases what is reserved.
    const cpuMs = await reserveCpu(
      services,
      { organizationId, plan },
      { rowId: metered.id, usedMs: 0, wantedMs: limits.cpuMs },
    );
    isCutByMonth = cpuMs < limits.cpuMs;
    limits = { ...limits, cpuMs };
    // Before its row: whoever finds the row running on this node finds the run as well.
    registerRun(services, live);
    await storeStart(context, {
      ...{ executionId, promptSessionId, limits, snippet: more.snippet },
      ...{ code: input.code, input: input.input, webhook: input.webhook },
    });
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === "quota_exceeded";
    if (isRefused) metered?.drop();
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
  const header: RunHeader = {
    actor,
    via: context.via,
    client: context.client,
    requestId: context.requestId,
    ...(context.span && { trace: context.span.carrier }),
    address: context.address,
    userAgent: context.userAgent,
    promptSessionId: promptSessionId ?? null,
    rowId: metered.id,
    limits,
    isInputNull: input.input === null,
    hasFetch,
    waitForSignIn: input.waitForSignIn,
    waitForApproval: input.waitForApproval,
    repeatCalls: input.repeatCalls,
    isDetached: input.detached,
    ...(isCutByMonth ? { isCutByMonth } : {}),
  };
  const log = keepLog(services, live, { header });
  const { code, input: value } = input;
  const finished = conductRun(context, { live, metered, admission, code, input: value, header, log });
  return { executionId, finished };
}

async function storeStart(
  context: Context,
  run: {
    executionId: string;
    promptSessionId: string | undefined;
    snippet: string | undefined;
    webhook: string | undefined;
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
    if (run.webhook !== undefined) {
      await keepWebhook(trx, { organizationId, executionId, url: run.webhook });
    }
    await recordAudit(trx, auditActor(context), {
      action: "execution.start",
      targetKind: "execution",
      targetId: executionId,
      data: { via, timeoutMs: limits.timeoutMs, memoryMb: limits.memoryMb },
    });
  });
}
