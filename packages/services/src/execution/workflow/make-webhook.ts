import type { WorkflowWebhook } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { createToken, hashToken } from "@patchops/vault";
import { sealValue } from "../../connection/index.ts";
import type { Context } from "../../context.ts";

/** A new address and secret for a workflow's webhook: what is stored of them, and what is shown this once. */
export async function makeWebhook(
  { services, actor }: Context,
  trx: Transaction,
  workflowId: string,
): Promise<{ stored: { webhookHash: string; webhookSealed: string }; shown: WorkflowWebhook }> {
  const { organizationId } = actor;
  const token = createToken();
  const secret = `whsec_${Buffer.from(createToken()).toString("base64")}`;
  const place = { organizationId, row: workflowId, field: "workflow_webhook" };
  return {
    stored: {
      webhookHash: hashToken(token),
      webhookSealed: await sealValue(services, trx, { place, value: { token, secret } }),
    },
    shown: { url: `${services.settings.publicUrl}/hooks/${organizationId}/${token}`, secret },
  };
}
