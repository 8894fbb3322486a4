import type Stripe from "stripe";
import { multiply } from "./decimal.ts";

/** What a quantity of a price comes to: one line for each tier that it reaches, as an invoice shows them. */
export interface PricedLine {
  quantity: number;
  amount: number;
  unitDecimal: string | null;
  /** Counted from 1; null when the price has no tiers. */
  tier: number | null;
}

export function pricedLines(price: Stripe.Price, quantity: number): PricedLine[] {
  if (price.billing_scheme !== "tiered") {
    const unitDecimal = String(price.unit_amount_decimal ?? price.unit_amount ?? 0);
    return [{ quantity, amount: multiply(unitDecimal, quantity), unitDecimal, tier: null }];
  }
  const tiers = price.tiers ?? [];
  if (price.tiers_mode === "volume") {
    const index = tiers.findIndex((tier) => tier.up_to === null || quantity <= tier.up_to);
    return [tierLine(tiers[index], index, quantity)];
  }
  const lines: PricedLine[] = [];
  let below = 0;
  for (const [index, tier] of tiers.entries()) {
    const upTo = tier.up_to ?? Number.POSITIVE_INFINITY;
    const within = Math.min(quantity, upTo) - below;
    // The first tier is shown even when nothing was used.
    if (within <= 0 && index > 0) break;
    lines.push(tierLine(tier, index, Math.max(within, 0)));
    below = upTo;
  }
  return lines;
}

function tierLine(tier: Stripe.Price.Tier | undefined, index: number, quantity: number): PricedLine {
  const unitDecimal = String(tier?.unit_amount_decimal ?? tier?.unit_amount ?? 0);
  // A tier's flat amount is due once it is reached.
  const flat = quantity > 0 || index === 0 ? (tier?.flat_amount ?? 0) : 0;
  return { quantity, amount: multiply(unitDecimal, quantity) + flat, unitDecimal, tier: index + 1 };
}
