import type { Actor } from "../context.ts";

/** Whether somebody sees and revokes the keys of the whole organization, not their own alone. */
export function reachesAllKeys({ role }: Actor): boolean {
  return role === "owner" || role === "admin";
}
