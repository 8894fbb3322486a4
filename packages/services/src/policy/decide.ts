import type { PolicyDecision } from "@patchops/contract";
import type { OrganizationSnapshot, ToolSnapshot } from "../connection/index.ts";
import type { Actor } from "../context.ts";
import { callerRules } from "./caller-rules.ts";
import { comparePolicies } from "./compare.ts";
import { policyLabel } from "./label.ts";

export interface PolicyQuestion {
  tool: ToolSnapshot;
  actor: Pick<Actor, "role" | "apiKeyId">;
  /** The profile that the call comes by; null = none. */
  profileId: string | null;
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

/**
 * What is to happen with a call: what the rule says that names most (between equals the strictest), else allowed, unless the
 * organization has people asked before tools that call themselves destructive. Pure; the same question of the same routing
 * table is answered from memory.
 */
export function decide(snapshot: OrganizationSnapshot, question: PolicyQuestion): PolicyDecision {
  const { tool } = question;
  const rules = callerRules(snapshot, question);
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

/** Annotations are the server's own words: hints, never a reason to allow what a rule does not. */
function byDefault(snapshot: OrganizationSnapshot, { definition, connection }: ToolSnapshot): PolicyDecision {
  const annotations = definition.annotations as Record<string, unknown> | null | undefined;
  const isDestructive = annotations?.destructiveHint === true && annotations.readOnlyHint !== true;
  if (!isDestructive) return allowed;
  if (snapshot.asksDestructive) return asksDestructive;
  return connection.transport === "demo" ? demoAsks : allowed;
}
