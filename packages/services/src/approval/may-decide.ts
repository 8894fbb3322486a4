import type { Actor } from "../context.ts";
import { may } from "../may.ts";

/** Whether an actor may answer a question: their own where its rule allows that, everybody's as owner or admin. */
export function mayDecide(actor: Actor, question: { userId: string; allowsSelf: boolean }): boolean {
  if (question.userId === actor.userId) return question.allowsSelf;
  return may(actor, "approval.decideAll");
}
