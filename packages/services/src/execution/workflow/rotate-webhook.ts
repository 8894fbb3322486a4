import { AppError, type WorkflowRef, type WorkflowWebhook, workflowRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findWorkflow } from "./find.ts";
import { makeWebhook } from "./make-webhook.ts";
import { requireOwnWorkflow } from "./require-own.ts";

/** A new address and secret for a workflow's webhook, shown this once; the ones before end at once. Throws `conflict` where it has none. */
export async function rotateWorkflowWebhook(
  context: Context,
  rawInput: WorkflowRef,
): Promise<WorkflowWebhook> {
  requireAccess(context, "workflow.rotateWebhook");
  const { name } = workflowRef.parse(rawInput);
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const workflow = await findWorkflow(trx, { organizationId, name }, { isLocked: true });
    requireOwnWorkflow(actor, workflow);
    if (workflow.webhookHash === null) {
      throw new AppError("conflict", `The workflow ${name} has no webhook.`, {
        next: "Set `webhook: {}` in its settings and publish it.",
      });
    }
    const { stored, shown } = await makeWebhook(context, trx, workflow.id);
    await trx
      .updateTable("workflows")
      .set(stored)
      .where("organizationId", "=", organizationId)
      .where("id", "=", workflow.id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "workflow.rotate_webhook",
      targetKind: "workflow",
      targetId: workflow.id,
      data: { name },
    });
    return shown;
  });
}
