import type { PolicyDecision } from "@patchops/contract";
import type { OrganizationSnapshot, PolicySnapshot, ToolSnapshot } from "../connection/index.ts";
import type { Actor } from "../context.ts";
import { comparePolicies } from "./compare.ts";
import { policyLabel } from "./label.ts";

export interface PolicyQuestion {
  tool: ToolSnapshot;
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

const allowed: PolicyDecision = Object.freeze({
  action: "allow",
  rule: Object.freeze({ id: null, label: "no rule: tools are allowed" }),
});
const asksDestructive: PolicyDecision = Object.freeze({
  action: "ask",
  rule: Object.freeze({ id: null, label: "ask before tools that call themselves destructive" }),
});

const demoAsks: PolicyDecision = Object.freeze({
  action: "ask",
  rule: Object.freeze({ id: null, label: "the demo asks before what calls itself destructive" }),
});

const known = new WeakMap<OrganizationSnapshot, Map<string, CallerRules>>();

/**
 * What is to happen with a call: what the rule says that names most (between equals the strictest), else allowed, unless the
 * organization has people asked before tools that call themselves destructive. Pure; the same question of the same routing
 * table is answered from memory.
 */
export function decide(snapshot: OrganizationSnapshot, question: PolicyQuestion): PolicyDecision {
  const { tool } = question;
  const rules = rulesFor(snapshot, question);
  const before = rules.decisions.get(tool.id);
  if (before) return before;
  const [first] = [
    rules.byTool.get(tool.id),
    rules.byConnection.get(tool.connection.id),
    rules.forAll ?? undefined,
  ]
    .filter((rule) => rule !== undefined)
    .sort(comparePolicies);
  const decision: PolicyDecision = first
    ? { action: first.action, rule: { id: first.id, label: policyLabel(first) } }
    : byDefault(snapshot, tool);
  rules.decisions.set(tool.id, decision);
  return decision;
}

function rulesFor(
  snapshot: OrganizationSnapshot,
  { actor, profileId }: Omit<PolicyQuestion, "tool">,
): CallerRules {
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

/** Annotations are the server's own words: hints, never a reason to allow what a rule does not. */
function byDefault(snapshot: OrganizationSnapshot, { definition, connection }: ToolSnapshot): PolicyDecision {
  const annotations = definition.annotations as Record<string, unknown> | null | undefined;
  const isDestructive = annotations?.destructiveHint === true && annotations.readOnlyHint !== true;
  if (!isDestructive) return allowed;
  if (snapshot.asksDestructive) return asksDestructive;
  return connection.transport === "demo" ? demoAsks : allowed;
}
