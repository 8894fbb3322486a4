import { stripeMeterId } from "./meter-id.ts";
import type { StripePort } from "./stripe.ts";

/** What Stripe's meter holds of a customer between two full hours. */
export async function heldUnits(
  stripe: StripePort,
  { customerId, from, to }: { customerId: string; from: Date; to: Date },
): Promise<number> {
  const meterId = await stripeMeterId(stripe, "calls");
  const summaries = await stripe.client.billing.meters
    .listEventSummaries(meterId, {
      customer: customerId,
      start_time: from.getTime() / 1_000,
      end_time: to.getTime() / 1_000,
    })
    .autoPagingToArray({ limit: 1_000 });
  return summaries.reduce((sum, { aggregated_value }) => sum + aggregated_value, 0);
}
