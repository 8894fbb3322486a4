import { AppError, type BillingPage, type StartCheckoutInput } from "@patchops/contract";
import type Stripe from "stripe";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { pricedPlan } from "../plan/priced-plan.ts";
import { ensureCustomer } from "../stripe/ensure-customer.ts";
import { planPrices } from "../stripe/plan-prices.ts";
import { currentOf, liveStatuses } from "../stripe/read-subscription.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import type { StripePort } from "../stripe/stripe.ts";
import { stripeError } from "../stripe/stripe-error.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";
import { monthBoundary } from "./month-boundary.ts";

/**
 * Begins a subscription at Stripe's Checkout, which asks for card, address and tax id; answers its page. The first one of an organization
 * begins with the plan's trial, which ends with a month. Owners. Throws `conflict` where a subscription is there, `billing_not_set_up`.
 */
export async function startCheckout(
  context: Context,
  { plan: planId, interval = "month" }: StartCheckoutInput,
  at = new Date(),
): Promise<BillingPage> {
  requireAccess(context, "billing.checkout");
  const { services, actor } = context;
  const { organizationId } = actor;
  const stripe = requireStripe(services);
  const { plan, subscriptions } = await services.database.withOrganization(organizationId, async (trx) => ({
    plan: await pricedPlan(trx, planId),
    subscriptions: await trx
      .selectFrom("billingSubscriptions")
      .select(["status", "startedAt"])
      .where("organizationId", "=", organizationId)
      .execute(),
  }));
  if (plan === null) throw new AppError("invalid_input", "That plan is not sold.");
  if (currentOf(subscriptions) !== undefined) throw subscribed();
  try {
    const customer = await ensureCustomer(context);
    const { flat, calls } = await planPrices(stripe, { plan, interval });
    await expireOpen(stripe, customer);
    // One that was paid for just now: its event may be on its way yet.
    if (await isSubscribed(stripe, customer)) {
      await syncOrganization(services, organizationId);
      throw subscribed();
    }
    const trialDays = subscriptions.length === 0 ? plan.price.trialDays : 0;
    const page = `${services.settings.publicUrl}/billing`;
    const session = await stripe.client.checkout.sessions.create({
      mode: "subscription",
      customer,
      client_reference_id: organizationId,
      line_items: [{ price: flat, quantity: 1 }, ...(calls === null ? [] : [{ price: calls }])],
      subscription_data: {
        billing_mode: { type: "flexible" },
        metadata: { patchops_organization: organizationId },
        ...period(at, trialDays),
      },
      billing_address_collection: "auto",
      tax_id_collection: { enabled: true },
      customer_update: { address: "auto", name: "auto" },
      success_url: `${page}?checkout=done`,
      cancel_url: `${page}?checkout=cancelled`,
    });
    if (session.url === null) throw new AppError("unavailable", "Stripe gave no page to pay on.");
    await services.database.withOrganization(organizationId, (trx) =>
      recordAudit(trx, auditActor(context), {
        action: "billing.start_checkout",
        targetKind: "organization",
        targetId: organizationId,
        data: { plan: plan.id, version: plan.version, interval, session: session.id },
      }),
    );
    return { url: session.url };
  } catch (error) {
    throw stripeError(error);
  }
}

function period(
  at: Date,
  trialDays: number,
): Pick<Stripe.Checkout.SessionCreateParams.SubscriptionData, "trial_end" | "billing_cycle_anchor"> {
  const boundary = Math.floor(monthBoundary(at, trialDays).getTime() / 1_000);
  return trialDays > 0 ? { trial_end: boundary } : { billing_cycle_anchor: boundary };
}

function subscribed(): AppError {
  return new AppError("conflict", "This organization has a subscription already.", {
    next: "Change its plan on the billing page.",
  });
}

async function isSubscribed({ client }: StripePort, customer: string): Promise<boolean> {
  const { data } = await client.subscriptions.list({ customer, limit: 100 });
  return data.some(({ status }) => liveStatuses.includes(status));
}

/** A page that was left open could be paid after this one: two subscriptions. */
async function expireOpen({ client }: StripePort, customer: string): Promise<void> {
  const { data } = await client.checkout.sessions.list({ customer, status: "open", limit: 20 });
  for (const { id } of data) await client.checkout.sessions.expire(id);
}
