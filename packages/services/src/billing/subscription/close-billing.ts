import { AppError } from "@patchops/contract";
import { type AuditActor, recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";
import { sendUnits } from "../meter-outbox/send-units.ts";
import { countUsage } from "../meter-outbox/tell-usage.ts";
import { heldUnits } from "../stripe/held-units.ts";
import { invoicePending } from "../stripe/invoice-pending.ts";
import { currentOf } from "../stripe/read-subscription.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import { stripeError } from "../stripe/stripe-error.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";

/**
 * Ends an organization's payments: what it used is told to the last unit, its subscription ends now, and Stripe makes the final invoice.
 * For who deletes an organization. Doing it again changes nothing. Throws `unavailable` while Stripe has not counted all: come again.
 */
export async function closeBilling(
  services: Services,
  organizationId: string,
  { actor, at = new Date() }: { actor: AuditActor; at?: Date },
): Promise<{ subscriptionId: string | null }> {
  if (services.stripe === null) return { subscriptionId: null };
  try {
    await syncOrganization(services, organizationId, { at });
    const { customerId, current } = await readStanding(services, organizationId);
    if (customerId === null) return { subscriptionId: null };
    if (current === undefined) {
      await sendUnits(services, { at, organizationId });
      await invoicePending(requireStripe(services), customerId);
      return { subscriptionId: null };
    }
    await services.meter.flush();
    await countUsage(services, organizationId, { at });
    await sendUnits(services, { at, organizationId });
    await requireCounted(services, { organizationId, customerId, at });
    const { client } = requireStripe(services);
    if (current.scheduleId !== null) await client.subscriptionSchedules.release(current.scheduleId);
    await client.subscriptions.cancel(current.id, { invoice_now: true, prorate: false });
    await invoicePending(requireStripe(services), customerId);
    await services.database.withOrganization(organizationId, (trx) =>
      recordAudit(trx, actor, {
        action: "billing.close",
        targetKind: "organization",
        targetId: organizationId,
        data: { subscription: current.id },
      }),
    );
    await syncOrganization(services, organizationId, { at });
    return { subscriptionId: current.id };
  } catch (error) {
    throw stripeError(error);
  }
}

async function readStanding(services: Services, organizationId: string) {
  return services.database.withOrganization(organizationId, async (trx) => {
    const customer = await trx
      .selectFrom("billingCustomers")
      .select("customerId")
      .where("organizationId", "=", organizationId)
      .executeTakeFirst();
    const rows = await trx
      .selectFrom("billingSubscriptions")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .execute();
    return { customerId: customer?.customerId ?? null, current: currentOf(rows) };
  });
}

/** Stripe counts what it is told after a while: a final invoice made before would miss it. */
async function requireCounted(
  services: Services,
  { organizationId, customerId, at }: { organizationId: string; customerId: string; at: Date },
): Promise<void> {
  const from = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
  const to = new Date(Math.ceil((at.getTime() + 1) / 3_600_000) * 3_600_000);
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("meterOutbox")
      .select(["state", "delta"])
      .where("organizationId", "=", organizationId)
      .where("customerId", "=", customerId)
      .where("at", ">=", from.toISOString())
      .where("at", "<", to.toISOString())
      .where("state", "in", ["queued", "sending", "sent", "unknown"])
      .execute(),
  );
  const told = rows.reduce((sum, { delta }) => sum + delta, 0);
  const held = await heldUnits(requireStripe(services), { customerId, from, to });
  if (rows.every(({ state }) => state === "sent") && held === told) return;
  throw new AppError("unavailable", "Stripe has not counted all that was used yet.", {
    retryAfterSeconds: 60,
    details: { told, held },
  });
}
