import { type Approval, type DecideApprovalInput, decideApprovalInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { getApproval } from "./list.ts";
import { storeDecision } from "./store-decision.ts";

const viaOf = ({ via }: Context) => (via === "dashboard" || via === "cli" ? via : "sdk");

/**
 * A person's answer to a call that waits, or to the next one like it. Throws `not_found`, `forbidden` where the rule lets
 * nobody approve their own, `conflict` where it was answered already or has expired.
 */
export async function decideApproval(context: Context, rawInput: DecideApprovalInput): Promise<Approval> {
  requireAccess(context, "approval.decide");
  const { id, decision } = decideApprovalInput.parse(rawInput);
  await storeDecision(context, { id, decision, via: viaOf(context) });
  return getApproval(context, { id });
}
