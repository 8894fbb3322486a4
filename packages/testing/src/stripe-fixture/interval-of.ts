import type Stripe from "stripe";

/** How often a price is charged, as a text that can be compared. */
export function intervalOf(price: Stripe.Price): string {
  return `${price.recurring?.interval_count} ${price.recurring?.interval}`;
}
