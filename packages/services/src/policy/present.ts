import type { PolicyRule } from "@patchops/contract";
import type { PolicySnapshot } from "../connection/index.ts";
import { policyLabel } from "./label.ts";
import { policyWeight } from "./weight.ts";

/** A rule as pages, CLI and SDK show it. */
export function presentPolicy(rule: PolicySnapshot): PolicyRule {
  const { id, action, connection, tool, role, profile, createdAt, updatedAt } = rule;
  return {
    id,
    action,
    label: policyLabel(rule),
    connection,
    tool,
    role,
    profile,
    apiKey: rule.apiKeyId === null ? null : { id: rule.apiKeyId, name: rule.apiKeyName ?? "" },
    weight: policyWeight(rule),
    allowsSelfApproval: rule.allowsSelfApproval,
    createdAt,
    updatedAt,
  };
}
