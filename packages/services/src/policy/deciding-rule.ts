import { accessOf, type PolicyDecision, reachesRole } from "@patchops/contract";
import type { OrganizationSnapshot } from "../connection/index.ts";
import type { Actor } from "../context.ts";

/** What an approval remembers of the rule that wanted it. */
export interface DecidingRule {
  id: string | null;
  label: string;
  /** Another one as soon as the rule is changed, or another rule decides. */
  version: string;
  /** Whether who asks may approve their own call. */
  allowsSelf: boolean;
}

/** The rule behind a decision. */
export function decidingRule(
  snapshot: OrganizationSnapshot,
  { rule: { id, label } }: PolicyDecision,
  { role }: Pick<Actor, "role">,
): DecidingRule {
  const rule = id === null ? undefined : snapshot.policies.find((each) => each.id === id);
  return {
    id,
    label,
    version: rule === undefined ? `default: ${label}` : `${rule.id} ${rule.updatedAt}`,
    allowsSelf: rule?.allowsSelfApproval ?? reachesRole(role, accessOf("approval.decide").role),
  };
}
