import {
  notificationKinds,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookEndpointRef,
} from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";

const maxDeliveries = 50;

/** The addresses that are told of events. Owners and admins: an address may hold a secret of its receiver. */
export async function listWebhookEndpoints(context: Context): Promise<WebhookEndpoint[]> {
  requireAccess(context, "webhook.endpoints");
  const { organizationId } = context.actor;
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("webhookEndpoints")
      .select(["id", "url", "kinds", "createdAt"])
      .where("organizationId", "=", organizationId)
      .orderBy("id")
      .execute(),
  );
  return rows.map((row) => ({ ...row, kinds: notificationKinds.filter((kind) => row.kinds.includes(kind)) }));
}

/** What an address was told lately, the newest first, and how that went. Empty for one that is not there. */
export async function listWebhookDeliveries(
  context: Context,
  { id }: WebhookEndpointRef,
): Promise<WebhookDelivery[]> {
  requireAccess(context, "webhook.deliveries");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("webhookDeliveries")
      .select(["id", "kind", "status", "attempts", "httpStatus", "error", "nextAt", "createdAt"])
      .where("organizationId", "=", organizationId)
      .where("endpointId", "=", id)
      .orderBy("id", "desc")
      .limit(maxDeliveries)
      .execute(),
  );
}
