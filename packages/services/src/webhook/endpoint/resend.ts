import { AppError, type WebhookDeliveryRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

/**
 * Tells an address of an event now that it was told of before, or is told of later. It has the id that it had, by which a receiver
 * knows it again. Owners and admins. Throws `not_found`.
 */
export async function resendWebhookDelivery(
  context: Context,
  { id }: WebhookDeliveryRef,
): Promise<{ id: string }> {
  requireAccess(context, "webhook.resend");
  const { services, actor } = context;
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const delivery = await trx
      .selectFrom("webhookDeliveries")
      .select(["endpointId", "status", "attempts"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (delivery === undefined) throw new AppError("not_found", "There is no such delivery.");
    // One that waits has its next attempt queued already: taken now, that one finds it made.
    const attempts = delivery.status === "waiting" ? delivery.attempts : 0;
    await trx
      .updateTable("webhookDeliveries")
      .set({ status: "waiting", attempts, nextAt: null })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await services.jobs.send(trx, "event-webhook", { organizationId, deliveryId: id, attempt: attempts + 1 });
    await recordAudit(trx, auditActor(context), {
      action: "webhook.resend",
      targetKind: "webhook",
      targetId: delivery.endpointId,
      data: { deliveryId: id },
    });
    return { id };
  });
}
