import { AppError, newId } from "@patchops/contract";
import type { Hold } from "@patchops/sandbox";
import { questionAnswer, storeQuestion } from "../../approval/index.ts";
import type { Context } from "../../context.ts";
import type { LiveRun } from "../live-run.ts";
import { outlastOutage } from "./outlast-outage.ts";
import { parseDuration } from "./parse-duration.ts";
import { waitInPlace } from "./wait-in-place.ts";

const usualMs = 7 * 86_400_000;

/** Begins a program's own question to people. Answers its id, by which `awaitApproval` waits for it, on whichever node. */
export async function beginApproval(
  context: Context,
  { live, signal }: { live: LiveRun; signal: AbortSignal },
  args: Record<string, unknown>,
): Promise<string> {
  const { question } = args;
  if (typeof question !== "string" || question.trim() === "" || question.length > 500) {
    throw new AppError("invalid_input", "waitForApproval takes a question of 500 characters at most.");
  }
  const options = (args.options ?? {}) as Record<string, unknown>;
  const expiresMs = options.expires === undefined ? usualMs : parseDuration(options.expires);
  const details = options.details;
  const id = newId();
  const asked = {
    id,
    executionId: live.executionId,
    question: question.trim(),
    details: typeof details === "object" && details !== null ? (details as Record<string, unknown>) : {},
    expiresAt: new Date(Date.now() + expiresMs).toISOString(),
  };
  await outlastOutage(() => storeQuestion(context, asked), { signal });
  return id;
}

/** Throws `approval_denied` and `approval_expired`. */
export async function awaitApproval(
  context: Context,
  place: { live: LiveRun; hold: Hold; signal: AbortSignal },
  id: string,
): Promise<{ approvedBy: string }> {
  const { services } = context;
  const { signal } = place;
  const ask = () => outlastOutage(() => questionAnswer(context, id), { signal });
  let answer = await ask();
  const isOver = async () => {
    answer = await ask();
    return answer.status !== "pending";
  };
  const { awaited, expiresAt } = answer;
  const { pauseAfterMs } = services.settings;
  await waitInPlace(place, { approval: awaited, until: expiresAt }, { pauseAfterMs, isOver });
  if (answer.status === "approved") return { approvedBy: answer.decidedBy };
  if (answer.status === "denied") throw new AppError("approval_denied", `${answer.decidedBy} said no.`);
  throw new AppError("approval_expired", "Nobody answered in time.");
}
