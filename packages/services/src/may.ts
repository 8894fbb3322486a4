import { accessOf, reachesRole, type Verb } from "@patchops/contract";
import type { Actor } from "./context.ts";

/** Whether the table of verbs lets an actor: by their role as it is now, and by their key's or app's scopes. */
export function may({ kind, role, scopes, isInstanceAdmin }: Actor, verb: Verb): boolean {
  const access = accessOf(verb);
  if (!reachesRole(role, access.role)) return false;
  if (access.isInstanceAdmin && !isInstanceAdmin) return false;
  if (access.scope === null) return kind === "user";
  return access.scope === "any" || scopes.includes(access.scope);
}
