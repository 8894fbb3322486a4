import { AppError, type WorkflowRef, type WorkflowWebhook, workflowRef } from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import { auditActor, recordAudit } from "../../audit/index.ts";
import { sealValue } from "../../connection/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findWorkflow } from "./find.ts";
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
  const token = createToken();
  const secret = `whsec_${Buffer.from(createToken()).toString("base64")}`;
  await services.database.withOrganization(organizationId, async (trx) => {
    const workflow = await findWorkflow(trx, { organizationId, name }, { isLocked: true });
    requireOwnWorkflow(actor, workflow);
    if (workflow.webhookHash === null) {
      throw new AppError("conflict", `The workflow ${name} has no webhook.`, {
        next: "Set `webhook: {}` in its settings and publish it.",
      });
    }
    const place = { organizationId, row: workflow.id, field: "workflow_webhook" };
    await trx
      .updateTable("workflows")
      .set({
        webhookHash: hashToken(token),
        webhookSealed: await sealValue(services, trx, { place, value: { token, secret } }),
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", workflow.id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "workflow.rotate_webhook",
      targetKind: "workflow",
      targetId: workflow.id,
      data: { name },
    });
  });
  return { url: `${services.settings.publicUrl}/hooks/${organizationId}/${token}`, secret };
}
