import { AppError, type BillingPage } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { portalConfiguration } from "../stripe/portal-configuration.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import { stripeError } from "../stripe/stripe-error.ts";

/** Opens Stripe's customer portal: card, address, tax id, invoices. Owners. Throws `conflict` for who never paid, `billing_not_set_up`. */
export async function openPortal(context: Context): Promise<BillingPage> {
  requireAccess(context, "billing.portal");
  const { services, actor } = context;
  const { organizationId } = actor;
  const stripe = requireStripe(services);
  const customer = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("billingCustomers")
      .select("customerId")
      .where("organizationId", "=", organizationId)
      .executeTakeFirst(),
  );
  if (customer === undefined) {
    throw new AppError(
      "conflict",
      "There is nothing to manage yet: this organization never had a subscription.",
      {
        next: "Choose a plan on the billing page.",
      },
    );
  }
  try {
    const configuration = await portalConfiguration(stripe);
    const { url } = await stripe.client.billingPortal.sessions.create({
      customer: customer.customerId,
      return_url: `${services.settings.publicUrl}/billing`,
      // Without it Stripe takes the account's own.
      ...(configuration !== null && { configuration }),
    });
    await services.database.withOrganization(organizationId, (trx) =>
      recordAudit(trx, auditActor(context), {
        action: "billing.open_portal",
        targetKind: "organization",
        targetId: organizationId,
      }),
    );
    return { url };
  } catch (error) {
    throw stripeError(error);
  }
}
