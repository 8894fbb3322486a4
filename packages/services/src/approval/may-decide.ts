import type { Actor } from "../context.ts";

/** Whether an actor may answer a question: their own where its rule allows that, everybody's as owner or admin. */
export function mayDecide(
  { userId, role }: Pick<Actor, "userId" | "role">,
  question: { userId: string; allowsSelf: boolean },
): boolean {
  if (question.userId === userId) return question.allowsSelf;
  return role === "owner" || role === "admin";
}
