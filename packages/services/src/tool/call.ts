import { AppError, idTimeMs } from "@patchops/contract";
import {
  type ConnectionSnapshot,
  type OrganizationSnapshot,
  requireLogin,
  type ToolSnapshot,
  upstreamTarget,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
import { callOutcome, explain, type Forwarding, RunPaused, send, withSignIn } from "../forward/index.ts";
import { planOf } from "../plan-of.ts";
import { findProfile } from "../profile/index.ts";
import { requireAccess } from "../require-access.ts";
import { withSpan } from "../trace/index.ts";
import { admit, budgetsOf, recordPayload, redactText } from "../usage/index.ts";
import { beginCall } from "./begin-call.ts";
import { endRefused } from "./end-refused.ts";
import { findTool, type ToolName } from "./find.ts";
import { type FoundTool, passPolicy } from "./pass-policy.ts";

/** How long an upstream may take, unless the caller says otherwise. */
const defaultTimeoutMs = 30_000;
const longestTimeoutMs = 600_000;

export interface ToolCall extends Forwarding {
  tool: ToolName;
  arguments: Record<string, unknown>;
  /** Size of the arguments as they arrived. */
  argumentsBytes: number;
  /** The caller's `_meta`, less what belongs to the caller's own leg (its progress token). */
  meta?: Record<string, unknown> | undefined;
  /** Other parameters of the request, as they came: of tasks, or the answers to what the upstream asked. */
  more?: Record<string, unknown> | undefined;
  /** Of a call that waited through its run's pause: it goes on under its row. */
  callId?: string | undefined;
  /** Told right before it leaves for its upstream, which waits for it; whether its tool says that a second call changes nothing. */
  onSending?: ((isRepeatable: boolean) => Promise<void>) | undefined;
  /** The metered row's id, fixed by the caller who needs to name it before the answer. */
  onAdmitted?: ((call: { callId: string; connection: string; tool: string }) => void) | undefined;
}

export interface ToolAnswer {
  callId: string;
  /** The result as the upstream sent it, unknown fields included. `isError` stays a result. */
  result: Record<string, unknown>;
  /** Whose tool it was, and the routing table that it was let through by. */
  connection: ConnectionSnapshot;
  snapshot: OrganizationSnapshot;
  queueMs: number;
  upstreamMs: number;
  totalMs: number;
}

/**
 * The one way to call a tool, for MCP clients, programs, the dashboard, CLI and SDK alike: scope, look-up in the actor's
 * profile, policy, quota, decrypt, metered upstream call. Whatever happens after the name is known ends as exactly one row of usage.
 *
 * Throws AppError: `unknown_tool`, `policy_blocked`, `approval_required`, `approval_denied`, `approval_expired`, `tool_unavailable`, `connection_paused`,
 * `quota_exceeded`, `too_many_calls`, and the codes of outward calls, each with `sent`.
 */
export function callTool(context: Context, call: ToolCall): Promise<ToolAnswer> {
  const attributes = { "gen_ai.operation.name": "execute_tool", "patchops.via": context.via };
  return withSpan(context, { name: "execute_tool", attributes, read: readAnswer }, (own) => make(own, call));
}

/** A tool's own failure is one in the trace, too (OpenTelemetry, semantic conventions for MCP). */
function readAnswer({ result }: ToolAnswer) {
  return { error: result.isError === true ? "tool_error" : undefined };
}

async function make(context: Context, call: ToolCall): Promise<ToolAnswer> {
  const startedMs = performance.now();
  const { services, actor } = context;
  const { outlast = (part) => part() } = call;
  requireAccess(context, "tool.invoke");
  const found = await findOrMeterRefusal(context, call, outlast);
  const metered = beginCall(context, call, found.tool);
  const place = { connection: found.tool.connection, tool: found.tool.originalName };
  const named = { "gen_ai.tool.name": place.tool, "patchops.connection": place.connection.slug };
  context.span?.set({ ...named, "patchops.call.id": metered.id });
  let sentMs: number | null = null;
  let policyMs = 0;
  /** It was sent and failed, which the plan does not count. */
  let isFree = false;
  try {
    call.onAdmitted?.({ callId: metered.id, connection: place.connection.slug, tool: place.tool });
    const find = () => findCalled(context, call);
    const askedMs = performance.now();
    const passed = outlast(() => passPolicy(context, found, { call, callId: metered.id, find }));
    const { snapshot, tool } = await passed.finally(() => {
      policyMs = performance.now() - askedMs;
    });
    const { connection } = tool;
    const plan = planOf(services, snapshot);
    const { organizationId, userId: ownerId } = actor;
    const budgets = budgetsOf(snapshot, actor);
    const beganMs = idTimeMs(metered.id);
    let isCharged = false;
    const attempt = async () => {
      await requireLogin(services, { organizationId, connection, ownerId });
      const admission = await admit(services, {
        organizationId,
        plan,
        meter: "calls",
        budgets,
        apiKeyId: actor.apiKeyId,
        beganMs,
        isCharged,
      });
      let wasSent = true;
      isFree = false;
      try {
        const target = upstreamTarget(services, snapshot, { connection, ownerId });
        await call.onSending?.(isRepeatable(tool));
        await metered.sentUpstream(admission);
        sentMs = performance.now();
        const answer = await send(context, target, {
          method: "tools/call",
          params: {
            ...call.more,
            name: tool.originalName,
            arguments: call.arguments,
            ...(call.meta ? { _meta: call.meta } : {}),
          },
          caller: call.caller,
          passesInput: call.passesInput,
          logLevel: call.logLevel,
          signal: call.signal,
          timeoutMs: Math.min(call.timeoutMs ?? defaultTimeoutMs, longestTimeoutMs),
          onProgress: call.onProgress,
          onNotification: call.onNotification,
        });
        isFree = answer.result.isError === true && !plan.countsFailures;
        return answer;
      } catch (error) {
        wasSent = explain(error, place).sent !== false;
        isFree = !plan.countsFailures;
        throw error;
      } finally {
        const isUsed = wasSent && !isFree;
        admission.settle({ isUsed });
        isCharged ||= isUsed;
      }
    };
    const signIn = { connection, signal: call.signal, ask: call.askToSignIn };
    const answer = await outlast(() => withSignIn(context, signIn, attempt));
    const endedMs = performance.now();
    const upstreamMs = endedMs - (sentMs ?? endedMs);
    const queueMs = Math.max(0, endedMs - upstreamMs - policyMs - startedMs);
    const outcome = answer.result.isError === true ? "tool_error" : "ok";
    const times = { queueMs, policyMs, upstreamMs };
    await withSpan(context, { name: "meter" }, () =>
      metered.end({ outcome, wasSent: true, isFree, bytesOut: answer.bytes, ...times }),
    );
    const speech = { arguments: call.arguments, result: answer.result };
    recordPayload(services, snapshot.payloads, { call: metered, speech });
    const totalMs = endedMs - startedMs;
    return { callId: metered.id, result: answer.result, connection, snapshot, queueMs, upstreamMs, totalMs };
  } catch (error) {
    const known = explain(error, place);
    if (call.signal.reason instanceof RunPaused && sentMs === null) {
      metered.drop();
      throw known;
    }
    if (known.code === "internal") {
      services.log.error({ error: known.cause ?? known, callId: metered.id }, "a call failed on our side");
    }
    const outcome = callOutcome(known, call.signal);
    await metered.end({
      outcome,
      errorCode: outcome === "interrupted" ? outcome : known.code,
      errorMessage: redactText(known.message, 1_000),
      wasSent: known.sent ?? false,
      isFree,
      bytesOut: 0,
      queueMs: Math.max(0, (sentMs ?? performance.now()) - startedMs - policyMs),
      policyMs,
      upstreamMs: sentMs === null ? null : performance.now() - sentMs,
    });
    const speech = { arguments: call.arguments, result: null };
    recordPayload(services, found.snapshot.payloads, { call: metered, speech });
    throw known;
  }
}

async function findCalled({ services, actor }: Context, call: ToolCall): Promise<FoundTool> {
  const snapshot = await services.snapshots.get(actor.organizationId);
  const profile = actor.profile === null ? null : findProfile(snapshot, actor.profile);
  return { snapshot, profile, tool: findTool(snapshot, call.tool, profile) };
}

/** A call of a name that nobody knows is a call all the same: it leaves its row, as refused. */
async function findOrMeterRefusal(
  context: Context,
  call: ToolCall,
  outlast: NonNullable<ToolCall["outlast"]>,
): Promise<FoundTool> {
  try {
    return await outlast(() => findCalled(context, call));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // It is made when the run goes on.
    if (call.signal.reason instanceof RunPaused) throw error;
    const metered = beginCall(context, call, null);
    const named = "name" in call.tool ? { connection: "", tool: call.tool.name } : call.tool;
    call.onAdmitted?.({ callId: metered.id, ...named });
    await endRefused(metered, error, callOutcome(error, call.signal));
    throw error;
  }
}

/** By what its server says of it (MCP, ToolAnnotations). */
function isRepeatable({ definition }: ToolSnapshot): boolean {
  const annotations = definition.annotations as Record<string, unknown> | null | undefined;
  return annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
}
