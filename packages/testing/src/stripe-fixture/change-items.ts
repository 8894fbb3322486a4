import type Stripe from "stripe";
import type { Form } from "./form.ts";
import { intervalOf } from "./interval-of.ts";
import { invoiceLine } from "./invoice-line.ts";
import { isMetered, licensedLines, productName, usageLines } from "./item-lines.ts";
import { missing } from "./missing.ts";
import { periodAround, periodEnd } from "./periods.ts";
import type { Billed, StripeStore } from "./stripe-store.ts";
import { planOf, subscriptionItem } from "./subscription-item.ts";

export interface ItemChange {
  subscription: Stripe.Subscription;
  /** Its own, or a copy for a preview. */
  billed: Map<string, Billed>;
  at: number;
  prorates: boolean;
}

interface Changed {
  lines: Stripe.InvoiceLineItem[];
  /** An interval changed: all periods start anew, and an invoice is made at once. */
  isReset: boolean;
}

/**
 * Changes a subscription's items as flexible billing does: unused time of what was billed is credited from what was billed, the rest
 * of the period is charged at the new price, and usage up to now is charged at the price it was used at.
 */
export function changeItems(store: StripeStore, change: ItemChange, forms: readonly Form[]): Changed {
  const { subscription, at } = change;
  const { data } = subscription.items;
  const isTrial = subscription.status === "trialing";
  const wanted = forms.map((form) => {
    const id = form.text("id");
    const item = id === undefined ? undefined : data.find((candidate) => candidate.id === id);
    if (id !== undefined && item === undefined) throw missing("subscription item", id, "items");
    const priceId = form.text("price") ?? item?.price.id ?? form.required("price");
    const price = store.get("price", priceId, "items[price]");
    return { item, price, quantity: form.number("quantity"), isDeleted: form.flag("deleted") === true };
  });
  const isReset = wanted.some(
    ({ item, price }) => item !== undefined && intervalOf(item.price) !== intervalOf(price),
  );
  const lines: Stripe.InvoiceLineItem[] = [];
  const closed = isReset ? [...data] : wanted.flatMap(({ item }) => item ?? []);
  if (!isTrial) for (const item of closed) lines.push(...closingLines(store, change, item));
  for (const { item, price, quantity, isDeleted } of wanted) {
    if (isDeleted)
      data.splice(
        data.findIndex((candidate) => candidate.id === item?.id),
        1,
      );
    else if (item === undefined) {
      const recurring = price.recurring ?? { interval: "month", interval_count: 1 };
      const made = subscriptionItem(store, {
        subscription: subscription.id,
        price,
        quantity,
        ...periodAround(subscription.billing_cycle_anchor, at, recurring),
      });
      data.push(made);
      closed.push(made);
    } else {
      item.price = price;
      item.plan = planOf(price);
      if (!isMetered(price)) item.quantity = quantity ?? item.quantity ?? 1;
      else delete item.quantity;
    }
  }
  if (isReset) subscription.billing_cycle_anchor = at;
  for (const item of data) {
    if (!closed.includes(item)) continue;
    if (isReset && item.price.recurring !== null) {
      item.current_period_start = at;
      item.current_period_end = periodEnd(at, at, item.price.recurring);
    }
    if (!isTrial) lines.push(...openingLines(store, change, item, isReset));
  }
  return { lines, isReset: isReset && !isTrial };
}

/** What was told of in the second of a change was used before it. */
const justAfter = (at: number) => at + 1;

/** Credits what is left of what was billed; charges the usage that was not. */
function closingLines(
  store: StripeStore,
  { subscription, billed, at, prorates }: ItemChange,
  item: Stripe.SubscriptionItem,
): Stripe.InvoiceLineItem[] {
  const last = billed.get(item.id);
  if (last === undefined || !prorates) return [];
  if (isMetered(item.price)) {
    return usageLines(store, String(subscription.customer), {
      item,
      start: last.start,
      end: justAfter(at),
    });
  }
  if (last.amount === 0) return [];
  const amount = -Math.round((last.amount * (last.end - at)) / (last.end - last.start));
  const description = `Unused time on ${productName(store, item)}`;
  return [proration(store, item, { amount: amount === 0 ? 0 : amount, description, at })];
}

/** Charges what is left of the period, or the whole of one that starts now. */
function openingLines(
  store: StripeStore,
  { billed, at, prorates }: ItemChange,
  item: Stripe.SubscriptionItem,
  isReset: boolean,
): Stripe.InvoiceLineItem[] {
  const { current_period_start: start, current_period_end: end } = item;
  if (isMetered(item.price)) {
    billed.set(item.id, { amount: 0, start: justAfter(at), end });
    return [];
  }
  const whole = licensedLines(store, item, false);
  const full = whole.reduce((sum, line) => sum + line.amount, 0);
  if (isReset) {
    billed.set(item.id, { amount: full, start, end });
    return whole;
  }
  if (!prorates) {
    // Nothing is owed for the rest, and nothing of it can be credited.
    billed.set(item.id, { amount: 0, start: at, end });
    return [];
  }
  const amount = Math.round((full * (end - at)) / (end - start));
  billed.set(item.id, { amount, start: at, end });
  return [
    proration(store, item, { amount, description: `Remaining time on ${productName(store, item)}`, at }),
  ];
}

function proration(
  store: StripeStore,
  item: Stripe.SubscriptionItem,
  { amount, description, at }: { amount: number; description: string; at: number },
): Stripe.InvoiceLineItem {
  return invoiceLine(store, item, {
    amount,
    quantity: item.quantity ?? 1,
    description,
    period: { start: at, end: item.current_period_end },
    unitDecimal: null,
    isProration: true,
  });
}
