import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";
import { recordSessionEvent } from "../promptsession/index.ts";

/** A call's question, as its session's record names it. */
export interface NotedQuestion {
  promptSessionId: string | undefined;
  approvalId: string;
  /** The tool's exposed name. */
  tool: string;
}

const outcomes: Readonly<Record<string, string>> = {
  approval_required: "unanswered",
  approval_denied: "denied",
  approval_expired: "expired",
  cancelled: "cancelled",
};

/** Writes in the session's record how long a call waited for a person's answer, and what that was. */
export async function noted(
  context: Context,
  { promptSessionId, approvalId, tool }: NotedQuestion,
  wait: () => Promise<void>,
): Promise<void> {
  if (promptSessionId === undefined) return wait();
  const startedMs = Date.now();
  const from = performance.now();
  const record = (outcome: string, errorCode: string | null) =>
    recordSessionEvent(context, {
      ...{ promptSessionId, kind: "approval", subject: tool, outcome, errorCode, approvalId, startedMs },
      totalMs: performance.now() - from,
    });
  try {
    await wait();
  } catch (error) {
    const code = error instanceof AppError ? error.code : "internal";
    const outcome = outcomes[code];
    record(outcome ?? "error", outcome === undefined ? code : null);
    throw error;
  }
  record("approved", null);
}
