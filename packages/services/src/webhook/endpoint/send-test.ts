import { AppError, type WebhookEndpointRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { queueWebhookDelivery } from "../../queue-webhook-delivery.ts";
import { requireAccess } from "../../require-access.ts";

/** Has an address told of an event that nothing else has: `notification.test`. Owners and admins. Throws `not_found`. */
export async function testWebhookEndpoint(
  context: Context,
  { id }: WebhookEndpointRef,
): Promise<{ deliveryId: string }> {
  requireAccess(context, "webhook.testEndpoint");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const endpoint = await trx
      .selectFrom("webhookEndpoints")
      .select("id")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .executeTakeFirst();
    if (endpoint === undefined) throw new AppError("not_found", "There is no such webhook.");
    const deliveryId = await queueWebhookDelivery(services, trx, {
      ...{ organizationId, endpointId: id, kind: "test" },
      data: { title: "A test", text: "Somebody asked whether this arrives. Nothing has happened." },
    });
    await recordAudit(trx, auditActor(context), {
      action: "webhook.test_endpoint",
      targetKind: "webhook",
      targetId: id,
    });
    return { deliveryId };
  });
}
