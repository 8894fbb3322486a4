import type { PolicyDecision } from "@patchops/contract";
import type { OrganizationSnapshot, PolicySnapshot } from "../connection/index.ts";
import type { Actor } from "../context.ts";
import { comparePolicies } from "./compare.ts";

export interface Caller {
  actor: Pick<Actor, "role" | "apiKeyId">;
  /** The profile that the call comes by; null = none. */
  profileId: string | null;
}

/** The first rule of one caller for each tool, connection, and for everything. */
interface CallerRules {
  byTool: Map<string, PolicySnapshot>;
  byConnection: Map<string, PolicySnapshot>;
  forAll: PolicySnapshot | null;
  decisions: Map<string, PolicyDecision>;
}

const known = new WeakMap<OrganizationSnapshot, Map<string, CallerRules>>();

/** An organization's rules as they concern one caller; worked out once for a routing table. */
export function callerRules(snapshot: OrganizationSnapshot, { actor, profileId }: Caller): CallerRules {
  const callers = known.get(snapshot) ?? new Map<string, CallerRules>();
  known.set(snapshot, callers);
  const caller = `${actor.role} ${actor.apiKeyId ?? ""} ${profileId ?? ""}`;
  const before = callers.get(caller);
  if (before) return before;
  const rules: CallerRules = {
    byTool: new Map(),
    byConnection: new Map(),
    forAll: null,
    decisions: new Map(),
  };
  const meant = snapshot.policies.filter(
    (rule) =>
      (rule.role === null || rule.role === actor.role) &&
      (rule.apiKeyId === null || rule.apiKeyId === actor.apiKeyId) &&
      (rule.profileId === null || rule.profileId === profileId),
  );
  for (const rule of meant.sort(comparePolicies)) {
    if (rule.toolId !== null) {
      if (!rules.byTool.has(rule.toolId)) rules.byTool.set(rule.toolId, rule);
    } else if (rule.connectionId !== null) {
      if (!rules.byConnection.has(rule.connectionId)) rules.byConnection.set(rule.connectionId, rule);
    } else rules.forAll ??= rule;
  }
  callers.set(caller, rules);
  return rules;
}
