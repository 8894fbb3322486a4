import type { PolicySnapshot } from "../connection/index.ts";

/** How much a rule names. The most specific rule decides, and it is the one that names most. */
export function policyWeight(
  rule: Pick<PolicySnapshot, "toolId" | "connectionId" | "apiKeyId" | "profileId" | "role">,
): number {
  const target = rule.toolId !== null ? 2 : rule.connectionId !== null ? 1 : 0;
  const key = rule.apiKeyId !== null ? 2 : 0;
  return target + key + (rule.profileId !== null ? 1 : 0) + (rule.role !== null ? 1 : 0);
}
