import type Stripe from "stripe";
import { idOf } from "./id-of.ts";
import { invoiceLine } from "./invoice-line.ts";
import { pricedLines } from "./priced-lines.ts";
import type { StripeStore, UsageSpan } from "./stripe-store.ts";
import { usageBetween } from "./usage-between.ts";

export const isMetered = (price: Stripe.Price) => price.recurring?.usage_type === "metered";

/** What an item costs for a whole period in advance; nothing for a metered one. */
export function licensedLines(
  store: StripeStore,
  item: Stripe.SubscriptionItem,
  isTrial: boolean,
): Stripe.InvoiceLineItem[] {
  if (isMetered(item.price)) return [];
  const period = { start: item.current_period_start, end: item.current_period_end };
  if (isTrial) {
    const description = `Trial period for ${productName(store, item)}`;
    return [
      invoiceLine(store, item, {
        amount: 0,
        quantity: item.quantity ?? 1,
        description,
        period,
        unitDecimal: "0",
        isProration: false,
      }),
    ];
  }
  return pricedLines(item.price, item.quantity ?? 1).map((line) =>
    invoiceLine(store, item, {
      ...line,
      description: `${line.quantity} × ${productName(store, item)}${tierText(line.tier)}`,
      period,
      isProration: false,
    }),
  );
}

/** What was used in a span costs: a line for each tier that it reaches. */
export function usageLines(
  store: StripeStore,
  customer: string,
  { item, start, end }: UsageSpan,
): Stripe.InvoiceLineItem[] {
  const meter = store.get("billing.meter", item.price.recurring?.meter ?? "");
  const used = usageBetween(store, { meter, customer, start, end });
  return pricedLines(item.price, used).map((line) =>
    invoiceLine(store, item, {
      ...line,
      description: `${line.quantity} × ${productName(store, item)}${tierText(line.tier)}`,
      period: { start, end },
      isProration: false,
    }),
  );
}

export function productName(store: StripeStore, item: Stripe.SubscriptionItem): string {
  return store.tables.product.get(idOf(item.price.product))?.name ?? idOf(item.price.product);
}

function tierText(tier: number | null): string {
  return tier === null ? "" : ` (Tier ${tier})`;
}
