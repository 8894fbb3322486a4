import { AppError } from "@patchops/contract";
import type { Actor } from "../../context.ts";
import { may } from "../../may.ts";

/** What runs for others is changed by owners and admins alone. Throws `forbidden`. */
export function requireOwnWorkflow(
  actor: Actor,
  workflow: { userId: string; createdBy: string; name: string },
): void {
  const isOwn = workflow.userId === actor.userId || workflow.createdBy === actor.userId;
  if (isOwn || may(actor, "workflow.changeAll")) return;
  throw new AppError("forbidden", `The workflow ${workflow.name} runs for somebody else.`, {
    next: "Deploy yours under another name, or ask an owner or admin.",
  });
}
