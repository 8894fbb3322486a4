import { AppError, roleScopes, type Scope } from "@patchops/contract";
import type { Context } from "./context.ts";

/** Refuses an actor whose role or key lacks the scope. Throws `insufficient_scope` (a key, a sign-in that may be widened) or `forbidden` (a role). */
export function requireScope(context: Context, scope: Scope): void {
  const { actor } = context;
  if (actor.scopes.includes(scope)) return;
  if (actor.kind === "api_key") {
    throw new AppError("insufficient_scope", `This API key lacks the scope ${scope}.`, {
      next: `Create a key with the scope ${scope}.`,
      details: { scope },
    });
  }
  if (actor.kind === "oauth" && roleScopes[actor.role].includes(scope)) {
    throw new AppError("insufficient_scope", `This sign-in lacks the scope ${scope}.`, {
      next: "Sign in again from the client, and allow it there.",
      details: { scope, grantedScopes: actor.scopes },
    });
  }
  throw new AppError("forbidden", `Your role (${actor.role}) may not do this.`, {
    next: "Ask an owner or admin of the organization.",
    details: { scope },
  });
}
