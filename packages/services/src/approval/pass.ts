import { AppError } from "@patchops/contract";
import { canonicalJson } from "../canonical-json.ts";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import type { DecidingRule } from "../policy/index.ts";
import { awaitAnswer } from "./await-answer.ts";
import { bindingOf, sha256 } from "./binding.ts";
import { noted } from "./noted.ts";
import { openQuestion } from "./open-question.ts";
import type { ApprovalQuestion, OpenApprovalQuestion } from "./question.ts";
import { approvalDenied, approvalExpired, approvalRequired, approvalUrl } from "./refusals.ts";
import { requireStanding } from "./require-standing.ts";
import { storeDecision } from "./store-decision.ts";
import { takeEarlierAnswer } from "./take-answer.ts";

/** More than that nobody reads before they answer. */
const maxArgumentsBytes = 256 * 1_024;

export interface AskedAbout {
  tool: ToolSnapshot;
  arguments: Record<string, unknown>;
  rule: DecidingRule;
  callId: string;
  executionId: string | undefined;
  /** Whose record holds the question. */
  promptSessionId: string | undefined;
  signal: AbortSignal;
  /** Asks whoever is behind the call, and lets it wait; null, or none, where it cannot wait now. */
  ask: ((question: ApprovalQuestion) => OpenApprovalQuestion | null) | undefined;
}

/**
 * Lets a call through that a person approved: with an answer that was given to the same call before, or by asking and, where the
 * call can wait, waiting for it (10 minutes at most). Throws `approval_required`, `approval_denied`, `approval_expired`.
 */
export async function passApproval(context: Context, call: AskedAbout): Promise<void> {
  const { services, actor, client } = context;
  const { organizationId } = actor;
  const { tool, rule, callId } = call;
  const text = canonicalJson(call.arguments);
  if (Buffer.byteLength(text) > maxArgumentsBytes) {
    const message = `${tool.exposedName} needs an approval, and its arguments are more than a person can look through.`;
    throw new AppError("too_large", message, { sent: false, next: "Send less at once." });
  }
  const argumentsHash = sha256(text);
  const binding = bindingOf({ actor, client, tool, argumentsHash, policyVersion: rule.version });
  const executionId = call.executionId ?? null;
  const facts = { tool, arguments: call.arguments, argumentsHash, binding, rule, callId, executionId };
  const { earlier, asked } = await services.database.withOrganization(organizationId, async (trx) => {
    const earlier = await takeEarlierAnswer(trx, { organizationId, binding, callId });
    return { earlier, asked: earlier === null ? await openQuestion(context, trx, facts) : null };
  });
  const question = earlier ?? asked;
  if (question === null) return;
  const { id: approvalId } = question;
  const { promptSessionId } = call;
  await noted(context, { promptSessionId, approvalId, tool: tool.exposedName }, async () => {
    if (asked !== null) await waitFor(context, call, asked);
    if (earlier?.status === "denied") throw approvalDenied({ id: approvalId, tool, rule });
  });
}

async function waitFor(
  context: Context,
  call: AskedAbout,
  { id, expiresAt }: { id: string; expiresAt: string },
): Promise<void> {
  const { services } = context;
  const { tool, rule, signal } = call;
  const needed = approvalRequired(services, { id, tool, rule });
  const open = signal.aborted
    ? null
    : call.ask?.({
        id,
        connection: tool.connection.slug,
        tool: tool.exposedName,
        message: needed.message,
        policy: rule.label,
        url: approvalUrl(services, id),
        expiresAt,
        arguments: call.arguments,
        allowsSelf: rule.allowsSelf,
      });
  if (!open) {
    await leave(context, id);
    throw needed;
  }
  const leaving = new AbortController();
  open.answered
    .then(async (answer) => {
      if (answer === "left") leaving.abort();
      else await storeDecision(context, { id, decision: answer, via: "elicitation" });
    })
    .catch((error: unknown) => {
      // Somebody else was faster: their answer stands.
      if (!(error instanceof AppError && error.code === "conflict")) leaving.abort();
    });
  const expiry = AbortSignal.timeout(Math.max(0, Date.parse(expiresAt) - Date.now()));
  let isApproved = false;
  try {
    const answer = await awaitAnswer(
      context,
      id,
      AbortSignal.any([signal, leaving.signal, expiry]),
      open.onTaking,
    );
    if (answer === "denied") throw approvalDenied({ id, tool, rule });
    if (answer === null) {
      await leave(context, id);
      if (signal.aborted) {
        const message = "The call was cancelled while it waited for an approval.";
        throw new AppError("cancelled", message, { sent: false });
      }
      throw expiry.aborted ? approvalExpired({ id, tool, rule }) : needed;
    }
    await requireStanding(context);
    isApproved = true;
  } finally {
    open.close({ isApproved });
  }
}

/** No call waits any longer; the question stands, for the next one like it. */
async function leave({ services, actor }: Context, id: string): Promise<void> {
  const { organizationId } = actor;
  await services.database
    .withOrganization(organizationId, (trx) =>
      trx
        .updateTable("approvals")
        .set({ isAwaited: false })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .execute(),
    )
    .catch((error: unknown) => services.log.warn({ error, id }, "a question could not be left"));
}
