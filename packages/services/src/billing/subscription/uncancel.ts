import type Stripe from "stripe";

/** What takes a cancellation back that is to come; nothing where there is none. */
export function uncancel({
  cancel_at_period_end,
  cancel_at,
}: Stripe.Subscription): Pick<Stripe.SubscriptionUpdateParams, "cancel_at" | "cancel_at_period_end"> {
  if (cancel_at_period_end) return { cancel_at_period_end: false };
  return cancel_at === null ? {} : { cancel_at: "" };
}
