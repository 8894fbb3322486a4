import type Stripe from "stripe";
import { isMetered } from "./item-lines.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

interface ItemParts {
  subscription: string;
  price: Stripe.Price;
  quantity: number | undefined;
  start: number;
  end: number;
}

export function subscriptionItem(
  store: StripeStore,
  { subscription, price, quantity, start, end }: ItemParts,
): Stripe.SubscriptionItem {
  if (price.recurring === null) {
    throw new Refusal(
      400,
      "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
      { param: "items" },
    );
  }
  if (isMetered(price) && quantity !== undefined) {
    throw new Refusal(400, "You can't specify a quantity for metered prices.", { param: "items" });
  }
  return {
    id: store.newId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: start,
    current_period_end: end,
    current_period_start: start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(price),
    price,
    ...(isMetered(price) ? {} : { quantity: quantity ?? 1 }),
    subscription,
    tax_rates: [],
  } satisfies Stripe.SubscriptionItem;
}

/** The older form of a price, which items still carry. */
export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: price.recurring?.meter ?? null,
    nickname: price.nickname,
    product: typeof price.product === "string" ? price.product : price.product.id,
    tiers_mode: price.tiers_mode,
    transform_usage: null,
    trial_period_days: null,
    usage_type: price.recurring?.usage_type ?? "licensed",
  };
}
