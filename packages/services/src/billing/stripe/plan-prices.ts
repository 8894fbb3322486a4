import { AppError } from "@patchops/contract";
import type { PricedPlan } from "../plan/priced-plan.ts";
import { priceKey } from "./price-ref.ts";
import type { StripePort } from "./stripe.ts";

/** A plan's prices at Stripe: the flat one, and that of its calls (null where none are beyond the plan). Throws `conflict`. */
export async function planPrices(
  { client }: StripePort,
  { plan, interval }: { plan: PricedPlan; interval: "month" | "year" },
): Promise<{ flat: string; calls: string | null }> {
  const keyOf = (kind: "month" | "year" | "calls") =>
    priceKey({ plan: plan.id, version: plan.version, kind });
  const hasCalls = plan.price.overage !== null;
  const { data } = await client.prices.list({
    lookup_keys: [keyOf(interval), ...(hasCalls ? [keyOf("calls")] : [])],
    active: true,
    limit: 10,
  });
  const find = (key: string) => data.find(({ lookup_key }) => lookup_key === key)?.id;
  const flat = find(keyOf(interval));
  const calls = hasCalls ? find(keyOf("calls")) : null;
  if (flat === undefined || calls === undefined) {
    throw new AppError("conflict", `Stripe does not have the prices of ${plan.name} yet.`, {
      next: "The operator of this instance runs: patchops admin stripe-sync",
    });
  }
  return { flat, calls };
}
