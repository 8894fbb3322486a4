import { AppError, type CreateWebhookEndpointInput, newId, type WebhookEndpoint } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { requireAddress } from "../../require-address.ts";
import { requireSigningSecret } from "../require-signing-secret.ts";

const maxEndpoints = 20;

/**
 * Has an address told of events, signed by the organization's secret. Owners and admins. Throws `private_address`, `conflict` for too
 * many, and `invalid_input` while there is no secret.
 */
export async function createWebhookEndpoint(
  context: Context,
  { url, kinds }: CreateWebhookEndpointInput,
): Promise<WebhookEndpoint> {
  requireAccess(context, "webhook.createEndpoint");
  const { services, actor } = context;
  const { organizationId } = actor;
  requireAddress(services, url, { field: "url" });
  const id = newId();
  const chosen = [...new Set(kinds)];
  return services.database.withOrganization(organizationId, async (trx) => {
    // One at a time in an organization, so that what is counted holds.
    await trx.selectFrom("organizations").select("id").where("id", "=", organizationId).forUpdate().execute();
    await requireSigningSecret(trx, { organizationId, field: "url" });
    const { count } = await trx
      .selectFrom("webhookEndpoints")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("organizationId", "=", organizationId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= maxEndpoints) {
      throw new AppError("conflict", `There are ${maxEndpoints} webhooks already.`, {
        next: "Remove one that nobody listens to.",
      });
    }
    const { createdAt } = await trx
      .insertInto("webhookEndpoints")
      .values({ organizationId, id, url, kinds: chosen, createdBy: actor.userId })
      .returning("createdAt")
      .executeTakeFirstOrThrow();
    await recordAudit(trx, auditActor(context), {
      action: "webhook.create_endpoint",
      targetKind: "webhook",
      targetId: id,
      // A receiver's address may hold a secret of its own.
      data: { host: new URL(url).host, kinds: chosen },
    });
    return { id, url, kinds: chosen, createdAt };
  });
}
