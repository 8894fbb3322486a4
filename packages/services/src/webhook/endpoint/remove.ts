import { AppError, type WebhookEndpointRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/** An address is told nothing more, also not what waits for it. Owners and admins. Throws `not_found`. */
export async function removeWebhookEndpoint(
  context: Context,
  { id }: WebhookEndpointRef,
): Promise<{ id: string }> {
  requireAccess(context, "webhook.removeEndpoint");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("webhookEndpoints")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw new AppError("not_found", "There is no such webhook.");
    await recordAudit(trx, auditActor(context), {
      action: "webhook.remove_endpoint",
      targetKind: "webhook",
      targetId: id,
    });
    return { id };
  });
}
