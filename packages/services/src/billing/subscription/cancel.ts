import { AppError, type BillingState } from "@patchops/contract";
import type Stripe from "stripe";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import { stripeError } from "../stripe/stripe-error.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";
import { openSchedule, requireSubscription } from "./require-subscription.ts";
import { readState } from "./state.ts";
import { uncancel } from "./uncancel.ts";

/**
 * Cancels the subscription: it goes on until the period that is paid ends, then the plan is Free. Nobody is kept from it: where more is
 * in use than Free has it stays, and nothing is added. Owners. Throws `conflict` without a subscription, `billing_not_set_up`.
 */
export async function cancelSubscription(context: Context): Promise<BillingState> {
  requireAccess(context, "billing.cancel");
  return setCancelled(context, true);
}

/** Takes that back, while it goes on, or a change of plan that is to come. Owners. Throws `conflict`. */
export async function resumeSubscription(context: Context): Promise<BillingState> {
  requireAccess(context, "billing.resume");
  return setCancelled(context, false);
}

async function setCancelled(context: Context, isCancelled: boolean): Promise<BillingState> {
  const { services, actor } = context;
  const { organizationId } = actor;
  const stripe = requireStripe(services);
  try {
    const { row, subscription } = await requireSubscription(context, stripe);
    const isNow = subscription.cancel_at_period_end || subscription.cancel_at !== null;
    if (!isCancelled && !isNow && row.nextPlanId === null) {
      throw new AppError("conflict", "The subscription was not cancelled, and its plan stays as it is.");
    }
    const schedule = openSchedule(subscription);
    if (schedule !== null) await stripe.client.subscriptionSchedules.release(schedule);
    const change: Stripe.SubscriptionUpdateParams = isCancelled
      ? // Of two periods, the longer: a year is paid to its end.
        row.interval === "year"
        ? { cancel_at: "max_period_end" }
        : { cancel_at_period_end: true }
      : uncancel(subscription);
    if (Object.keys(change).length > 0) await stripe.client.subscriptions.update(row.id, change);
    await services.database.withOrganization(organizationId, (trx) =>
      recordAudit(trx, auditActor(context), {
        action: isCancelled ? "billing.cancel" : "billing.resume",
        targetKind: "organization",
        targetId: organizationId,
        data: { subscription: row.id, periodEnd: row.periodEnd },
      }),
    );
    await syncOrganization(services, organizationId);
    return await readState(context);
  } catch (error) {
    throw stripeError(error);
  }
}
