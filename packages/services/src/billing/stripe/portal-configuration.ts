import type { StripePort } from "./stripe.ts";

/** Our settings of Stripe's customer portal; null before they were made. */
export async function portalConfiguration({ client }: StripePort): Promise<string | null> {
  for await (const { id, metadata } of client.billingPortal.configurations.list({
    active: true,
    limit: 100,
  })) {
    if (metadata?.patchops === "portal") return id;
  }
  return null;
}
