import type Stripe from "stripe";
import { decimal } from "./decimal.ts";
import { idOf } from "./id-of.ts";
import type { StripeStore } from "./stripe-store.ts";

interface LineParts {
  amount: number;
  quantity: number;
  description: string;
  period: { start: number; end: number };
  unitDecimal: string | null;
  isProration: boolean;
}

/** A line of a subscription's invoice. */
export function invoiceLine(
  store: StripeStore,
  item: Stripe.SubscriptionItem,
  parts: LineParts,
): Stripe.InvoiceLineItem {
  const invoiceItem = parts.isProration ? store.newId("ii") : null;
  return {
    id: store.newId("il"),
    object: "line_item",
    amount: parts.amount,
    currency: item.price.currency,
    description: parts.description,
    discount_amounts: [],
    discountable: !parts.isProration,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: invoiceItem,
        proration: parts.isProration,
        proration_details: { credited_items: null },
        subscription: item.subscription,
        subscription_item: item.id,
      },
      type: "subscription_item_details",
    },
    period: parts.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: item.price.id, product: idOf(item.price.product) },
      type: "price_details",
      unit_amount_decimal: parts.unitDecimal === null ? null : decimal(parts.unitDecimal),
    },
    quantity: parts.quantity,
    quantity_decimal: decimal(String(parts.quantity)),
    subscription: item.subscription,
    subtotal: parts.amount,
    taxes: [],
  } satisfies Stripe.InvoiceLineItem;
}
