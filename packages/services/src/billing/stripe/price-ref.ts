import type Stripe from "stripe";

/** What is told to Stripe's meter, by the name of ours. */
export const meterEventNames = { calls: "patchops_calls" } as const;

/** A plan's prices: the flat one of each interval, and that of what is beyond the month's calls. */
export type PriceKind = "month" | "year" | "calls";

/** What a price of Stripe's is of ours. */
export interface PlanPriceRef {
  plan: string;
  version: number;
  kind: PriceKind;
}

/** By which a price is found: a version of a plan never changes, so neither does what it costs. */
export function priceKey({ plan, version, kind }: PlanPriceRef): string {
  return `patchops_${plan}_v${version}_${kind}`;
}

export function priceMetadata({ plan, version, kind }: PlanPriceRef): Record<string, string> {
  return { patchops_plan: plan, patchops_version: String(version), patchops_kind: kind };
}

/** Null for a price that is none of ours. */
export function readPrice(metadata: Stripe.Metadata): PlanPriceRef | null {
  const { patchops_plan: plan, patchops_version: version, patchops_kind: kind } = metadata;
  if (plan === undefined || (kind !== "month" && kind !== "year" && kind !== "calls")) return null;
  return { plan, version: Number(version), kind };
}
