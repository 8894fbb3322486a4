import { AppError, type Scope } from "@patchops/contract";
import type { Context } from "./context.ts";

/** Refuses an actor whose role or key lacks the scope. Throws `insufficient_scope` (a key) or `forbidden` (a role). */
export function requireScope(context: Context, scope: Scope): void {
  const { actor } = context;
  if (actor.scopes.includes(scope)) return;
  if (actor.kind === "api_key") {
    throw new AppError("insufficient_scope", `This API key lacks the scope ${scope}.`, {
      next: `Create a key with the scope ${scope}.`,
      details: { scope },
    });
  }
  throw new AppError("forbidden", `Your role (${actor.role}) may not do this.`, {
    next: "Ask an owner or admin of the organization.",
    details: { scope },
  });
}

/** Refuses everybody but the instance's admins, logged in as themselves. */
export function requireInstanceAdmin(context: Context): void {
  if (context.actor.isInstanceAdmin && context.actor.kind === "user") return;
  throw new AppError("forbidden", "Only an instance admin may do this.", {
    next: "Ask the person who runs this instance.",
  });
}
