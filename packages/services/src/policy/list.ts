import type { PolicyList } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { comparePolicies } from "./compare.ts";
import { presentPolicy } from "./present.ts";

/** All rules of the organization, in the order in which they decide. */
export async function listPolicies(context: Context): Promise<PolicyList> {
  requireAccess(context, "policy.list");
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  return {
    rules: snapshot.policies.toSorted(comparePolicies).map(presentPolicy),
    asksDestructive: snapshot.asksDestructive,
  };
}
