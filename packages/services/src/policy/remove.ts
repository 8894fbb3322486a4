import { AppError, type PolicyRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { policyLabel } from "./label.ts";

/** Removes a rule; what it decided is decided by the next. Throws `not_found`. */
export async function removePolicy(context: Context, input: PolicyRef): Promise<{ id: string }> {
  requireAccess(context, "policy.remove");
  const { services, actor } = context;
  const { organizationId } = actor;
  const snapshot = await services.snapshots.get(organizationId);
  const rule = snapshot.policies.find(({ id }) => id === input.id);
  return services.snapshots.change(organizationId, async (trx) => {
    const removed = await trx
      .deleteFrom("policies")
      .where("organizationId", "=", organizationId)
      .where("id", "=", input.id)
      .returning(["id", "action", "allowsSelfApproval"])
      .executeTakeFirst();
    if (!removed) throw new AppError("not_found", "There is no such rule.");
    await recordAudit(trx, auditActor(context), {
      action: "policy.remove",
      targetKind: "policy",
      targetId: removed.id,
      data: { rule: rule ? policyLabel(rule) : removed.action },
      before: { action: removed.action, allowsSelfApproval: removed.allowsSelfApproval },
    });
    return { id: removed.id };
  });
}
