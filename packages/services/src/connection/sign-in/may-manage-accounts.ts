import type { Context } from "../../context.ts";

/** Who decides whose accounts a connection uses, and signs in the one that all use. */
export function mayManageAccounts({ actor }: Context): boolean {
  return ["owner", "admin"].includes(actor.role) && actor.scopes.includes("connections:manage");
}
