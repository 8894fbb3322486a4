import type { Context } from "../../context.ts";
import { may } from "../../may.ts";

/** Who decides whose accounts a connection uses, and signs in the one that all use. */
export function mayManageAccounts({ actor }: Context): boolean {
  return may(actor, "connection.manageAccounts");
}
