import { type WorkflowRef, workflowRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findWorkflow } from "./find.ts";
import { requireOwnWorkflow } from "./require-own.ts";

/** Removes a workflow with its versions and triggers. Its runs stay, those under way go on. */
export async function removeWorkflow(context: Context, rawInput: WorkflowRef): Promise<{ name: string }> {
  requireAccess(context, "workflow.remove");
  const { name } = workflowRef.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.snapshots.change(organizationId, async (trx) => {
    const workflow = await findWorkflow(trx, { organizationId, name }, { isLocked: true });
    requireOwnWorkflow(actor, workflow);
    await trx
      .deleteFrom("workflows")
      .where("organizationId", "=", organizationId)
      .where("id", "=", workflow.id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "workflow.remove",
      targetKind: "workflow",
      targetId: workflow.id,
      data: { name },
    });
  });
  return { name };
}
