import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";
import { storeDecision } from "./store-decision.ts";

/**
 * The answer of the person behind a client, to whom a call of their own was shown. Where somebody else was faster, theirs stands.
 * Throws `not_found`, and `forbidden` where the rule lets nobody approve their own.
 */
export async function answerByElicitation(
  context: Context,
  answer: { id: string; decision: "approve" | "deny" },
): Promise<void> {
  try {
    await storeDecision(context, { ...answer, via: "elicitation" });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
}
