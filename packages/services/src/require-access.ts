import {
  AppError,
  accessOf,
  frozenVerbs,
  impersonatedVerbs,
  reachesRole,
  type Verb,
  whoMay,
} from "@patchops/contract";
import type { Context } from "./context.ts";
import { frozenError } from "./frozen-error.ts";
import { may } from "./may.ts";
import { requireScope } from "./require-scope.ts";

/**
 * Refuses an actor whom the table of verbs does not let: the first line of every verb. Throws `insufficient_scope` (a key, a sign-in
 * that may be widened) or `forbidden` (a role, a key where a person is needed), and says who may; `organization_frozen`.
 */
export function requireAccess(context: Context, verb: Verb): void {
  const { actor } = context;
  if (actor.impersonation !== undefined && !impersonatedVerbs.has(verb)) {
    throw new AppError(
      "forbidden",
      "Who looks at what somebody else sees changes nothing, and is told no secret.",
      {
        next: "End it first, then do it as yourself.",
        details: { verb },
      },
    );
  }
  if (may(actor, verb)) {
    if (actor.freeze !== undefined && frozenVerbs.has(verb)) throw frozenError(actor.freeze);
    return;
  }
  const { role, scope, isInstanceAdmin } = accessOf(verb);
  if (!reachesRole(actor.role, role)) {
    throw new AppError("forbidden", `Your role (${actor.role}) may not do this; ${whoMay(role)} may.`, {
      next: "Ask an owner or admin of the organization.",
      details: { verb, role },
    });
  }
  if (scope !== null && scope !== "any") requireScope(context, scope);
  if (actor.kind !== "user") {
    const who = actor.kind === "api_key" ? "An API key" : "A connected app";
    throw new AppError("forbidden", `${who} may not do this.`, {
      next: "Log in to the dashboard for it.",
      details: { verb },
    });
  }
  const words = isInstanceAdmin ? "Only an instance admin may do this." : "You may not do this.";
  throw new AppError("forbidden", words, {
    next: "Ask the person who runs this instance.",
    details: { verb },
  });
}
