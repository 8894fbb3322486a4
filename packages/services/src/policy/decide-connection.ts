import type { PolicyDecision } from "@patchops/contract";
import type { ConnectionSnapshot, OrganizationSnapshot } from "../connection/index.ts";
import { type Caller, callerRules } from "./caller-rules.ts";
import { comparePolicies } from "./compare.ts";
import { policyLabel } from "./label.ts";

/**
 * What the rules say of a connection as a whole, which holds for all of it that is no tool: its prompts, resources and tasks. Null
 * where no rule speaks of it.
 */
export function decideConnection(
  snapshot: OrganizationSnapshot,
  { connection, ...caller }: Caller & { connection: ConnectionSnapshot },
): PolicyDecision | null {
  const { byConnection, forAll } = callerRules(snapshot, caller);
  const [first] = [byConnection.get(connection.id), forAll ?? undefined]
    .filter((rule) => rule !== undefined)
    .sort(comparePolicies);
  return first ? { action: first.action, rule: { id: first.id, label: policyLabel(first) } } : null;
}
