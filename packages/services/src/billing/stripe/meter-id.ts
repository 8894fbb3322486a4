import { AppError } from "@patchops/contract";
import { meterEventNames } from "./price-ref.ts";
import type { StripePort } from "./stripe.ts";

/** What Stripe calls one of our meters. Throws `conflict` before the plans were made there. */
export async function stripeMeterId(
  { client }: StripePort,
  meter: keyof typeof meterEventNames,
): Promise<string> {
  for await (const { id, event_name } of client.billing.meters.list({ status: "active", limit: 100 })) {
    if (event_name === meterEventNames[meter]) return id;
  }
  throw new AppError("conflict", "Stripe does not have this instance's meter yet.", {
    next: "The operator runs: patchops admin stripe-sync",
  });
}
