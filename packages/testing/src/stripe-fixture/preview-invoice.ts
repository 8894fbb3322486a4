import type Stripe from "stripe";
import { buildInvoice } from "./build-invoice.ts";
import { changeItems } from "./change-items.ts";
import type { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { isMetered, licensedLines } from "./item-lines.ts";
import { periodEnd } from "./periods.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore, UsageSpan } from "./stripe-store.ts";

/**
 * What the next invoice of a subscription will be, as far as one knows now, with `subscription_details[items]` as if they were changed
 * now. Nothing is stored.
 */
export function previewInvoice(store: StripeStore, form: Form): Stripe.Invoice {
  const subscription = copyOf(subscriptionOf(store, form));
  const customer = idOf(subscription.customer);
  const now = store.now(customer);
  const details = form.form("subscription_details");
  const billed = new Map(store.billed);
  const behavior = details.text("proration_behavior") ?? "create_prorations";
  const changed = details.has("items")
    ? changeItems(
        store,
        {
          subscription,
          billed,
          at: details.number("proration_date") ?? now,
          prorates: behavior !== "none",
        },
        details.forms("items"),
      )
    : { lines: [], isReset: false };
  const waiting = [subscription.id, customer].flatMap((id) => store.pendingLines.get(id) ?? []);
  const lines = [...waiting, ...changed.lines];
  const usage: UsageSpan[] = [];
  const isInvoicedNow = changed.isReset || (details.has("items") && behavior === "always_invoice");
  const at = isInvoicedNow
    ? now
    : Math.min(...subscription.items.data.map((item) => item.current_period_end));
  const ends =
    details.flag("cancel_at_period_end") ?? (subscription.cancel_at !== null && subscription.cancel_at <= at);
  for (const item of isInvoicedNow ? [] : subscription.items.data) {
    if (item.current_period_end > at) continue;
    if (isMetered(item.price) && subscription.status !== "trialing") {
      usage.push({ item, start: billed.get(item.id)?.start ?? item.current_period_start, end: at });
    }
    if (ends || item.price.recurring === null) continue;
    const next = {
      ...item,
      current_period_start: at,
      current_period_end: periodEnd(subscription.billing_cycle_anchor, at, item.price.recurring),
    };
    lines.push(...licensedLines(store, next, false));
  }
  const reason = details.has("items") && isInvoicedNow ? "subscription_update" : "upcoming";
  const invoice = buildInvoice(store, { customer, subscription, reason, at, lines, usage });
  invoice.id = `upcoming_${invoice.id}`;
  return invoice;
}

function subscriptionOf(store: StripeStore, form: Form): Stripe.Subscription {
  const id = form.text("subscription");
  if (id !== undefined) return store.get("subscription", id, "subscription");
  const customer = form.required("customer");
  const found = [...store.tables.subscription.values()].find(
    (subscription) => subscription.customer === customer && subscription.status !== "canceled",
  );
  if (found !== undefined) return found;
  throw new Refusal(404, `No upcoming invoices for customer: ${customer}`, { code: "invoice_upcoming_none" });
}

function copyOf(subscription: Stripe.Subscription): Stripe.Subscription {
  const data = subscription.items.data.map((item) => ({ ...item }));
  return { ...subscription, items: { ...subscription.items, data } };
}
