import type Stripe from "stripe";
import { cancelSubscription } from "./cancel-subscription.ts";
import { changeItems } from "./change-items.ts";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { collectInvoice, createInvoice } from "./invoices.ts";
import { licensedLines } from "./item-lines.ts";
import { mergeMetadata } from "./merge-metadata.ts";
import { paymentFailure, wouldBeDeclined } from "./pay-invoice.ts";
import { attachPaymentMethod } from "./payment-methods.ts";
import { periodBefore, periodEnd } from "./periods.ts";
import { Refusal } from "./refusal.ts";
import { renewSubscription } from "./renew-subscription.ts";
import type { StripeStore } from "./stripe-store.ts";
import { subscriptionItem } from "./subscription-item.ts";
import { subscriptionObject } from "./subscription-object.ts";

/** Starts a subscription with its first invoice, which is collected at once. */
export function createSubscription(store: StripeStore, form: Form): Stripe.Subscription {
  const customer = store.customer(form.required("customer"), "customer");
  const now = store.now(customer.id);
  const items = form.forms("items").map((item) => ({
    price: store.get("price", item.required("price"), "items[price]"),
    quantity: item.number("quantity"),
  }));
  const first = items[0];
  if (first === undefined) {
    throw new Refusal(400, "Missing required param: items.", { code: "parameter_missing", param: "items" });
  }
  const trialDays = form.number("trial_period_days");
  const trialEnd = trialDays === undefined ? form.number("trial_end") : now + trialDays * 86_400;
  const subscription = subscriptionObject(store, { customer, form, now, trialEnd: trialEnd ?? null });
  subscription.currency = first.price.currency;
  customer.currency ??= first.price.currency;
  const method = form.text("default_payment_method");
  if (method !== undefined) {
    subscription.default_payment_method = attachPaymentMethod(store, method, customer.id).id;
  }
  const later = form.number("billing_cycle_anchor");
  if (later !== undefined) subscription.billing_cycle_anchor = later;
  const anchor = subscription.billing_cycle_anchor;
  for (const { price, quantity } of items) {
    const firstEnd = trialEnd ?? later;
    const end =
      firstEnd ?? periodEnd(anchor, now, price.recurring ?? { interval: "month", interval_count: 1 });
    subscription.items.data.push(
      subscriptionItem(store, { subscription: subscription.id, price, quantity, start: now, end }),
    );
  }
  const isFree = trialEnd !== undefined;
  const lines = subscription.items.data.flatMap((item) => licensedLines(store, item, isFree));
  if (later !== undefined && !isFree) shortenFirst(lines, subscription, form);
  const due = lines.reduce((sum, line) => sum + line.amount, 0);
  const behavior = form.text("payment_behavior") ?? "allow_incomplete";
  if (due > 0 && behavior === "error_if_incomplete" && wouldBeDeclined(store, subscription)) {
    throw new Refusal(402, "Your card was declined.", { type: "card_error", code: "card_declined" });
  }
  store.add("subscription", subscription);
  for (const item of subscription.items.data) {
    const amount = lines
      .filter((line) => line.parent?.subscription_item_details?.subscription_item === item.id)
      .reduce((sum, line) => sum + line.amount, 0);
    store.billed.set(item.id, { amount, start: now, end: item.current_period_end });
  }
  subscription.status = isFree ? "trialing" : due > 0 ? "incomplete" : "active";
  emit(store, "customer.subscription.created", subscription);
  const invoice = createInvoice(store, {
    customer: customer.id,
    subscription,
    reason: "subscription_create",
    at: now,
    lines,
    usage: [],
  });
  collectInvoice(store, invoice);
  return subscription;
}

/** A first period that ends with an anchor in the future costs its part of a whole one, or nothing without proration. */
function shortenFirst(lines: Stripe.InvoiceLineItem[], subscription: Stripe.Subscription, form: Form): void {
  const isProrated = form.text("proration_behavior") !== "none";
  for (const line of lines) {
    const item = subscription.items.data.find(
      ({ id }) => id === line.parent?.subscription_item_details?.subscription_item,
    );
    if (item === undefined || item.price.recurring === null) continue;
    const { start, end } = line.period;
    const whole = end - periodBefore(end, item.price.recurring);
    line.amount = isProrated ? Math.round((line.amount * (end - start)) / whole) : 0;
    line.subtotal = line.amount;
  }
}

export function updateSubscription(store: StripeStore, form: Form, id: string): Stripe.Subscription {
  const subscription = store.get("subscription", id);
  if (subscription.status === "canceled" || subscription.status === "incomplete_expired") {
    throw new Refusal(400, "A canceled subscription can only update its cancellation_details and metadata.", {
      code: "resource_missing",
    });
  }
  const previous = {
    status: subscription.status,
    cancel_at_period_end: subscription.cancel_at_period_end,
    items: { data: subscription.items.data.map((item) => ({ id: item.id, price: { id: item.price.id } })) },
  };
  const customer = idOf(subscription.customer);
  const now = store.now(customer);
  subscription.metadata = mergeMetadata(subscription.metadata, form);
  if (form.has("description")) subscription.description = form.text("description") ?? null;
  const method = form.text("default_payment_method");
  if (method !== undefined) {
    subscription.default_payment_method = attachPaymentMethod(store, method, customer).id;
  }
  setCancellation(subscription, form, now);
  if (form.has("items")) changeNow(store, subscription, form, now);
  if (form.text("trial_end") === "now" && subscription.status === "trialing") {
    subscription.trial_end = now;
    for (const item of subscription.items.data) item.current_period_end = now;
    renewSubscription(store, subscription, { at: now, isUpdate: true });
  }
  emit(store, "customer.subscription.updated", subscription, previous);
  return subscription;
}

export function cancelById(store: StripeStore, form: Form, id: string): Stripe.Subscription {
  const subscription = store.get("subscription", id);
  if (subscription.status === "canceled") {
    throw new Refusal(404, `No such subscription: '${id}'`, { code: "resource_missing", param: "id" });
  }
  cancelSubscription(store, subscription, {
    invoiceNow: form.flag("invoice_now") ?? false,
    prorate: form.flag("prorate") ?? false,
  });
  return subscription;
}

export function listSubscriptions(store: StripeStore, form: Form): Stripe.Subscription[] {
  const [customer, price, status] = [form.text("customer"), form.text("price"), form.text("status")];
  return [...store.tables.subscription.values()].filter(
    (subscription) =>
      (customer === undefined || subscription.customer === customer) &&
      (price === undefined || subscription.items.data.some((item) => item.price.id === price)) &&
      (status === "all" ||
        (status === undefined ? subscription.status !== "canceled" : subscription.status === status)),
  );
}

function setCancellation(subscription: Stripe.Subscription, form: Form, now: number): void {
  const atPeriodEnd = form.flag("cancel_at_period_end");
  const cancelAt = form.text("cancel_at");
  if (atPeriodEnd === undefined && !form.has("cancel_at")) return;
  const periodEnds = subscription.items.data.map((item) => item.current_period_end);
  const at =
    atPeriodEnd === true || cancelAt === "min_period_end"
      ? Math.min(...periodEnds)
      : cancelAt === "max_period_end"
        ? Math.max(...periodEnds)
        : (form.number("cancel_at") ?? null);
  subscription.cancel_at_period_end = atPeriodEnd === true;
  subscription.cancel_at = at;
  subscription.canceled_at = at === null ? null : now;
  const details = form.form("cancellation_details");
  subscription.cancellation_details = {
    comment: details.text("comment") ?? null,
    feedback: details.text("feedback") ?? null,
    feedback_option: null,
    reason: at === null ? null : "cancellation_requested",
  };
}

function changeNow(store: StripeStore, subscription: Stripe.Subscription, form: Form, now: number): void {
  const behavior = form.text("proration_behavior") ?? "create_prorations";
  const isStrict = form.text("payment_behavior") === "error_if_incomplete";
  if (isStrict && behavior === "always_invoice" && wouldBeDeclined(store, subscription)) {
    throw new Refusal(402, "Your card was declined.", { type: "card_error", code: "card_declined" });
  }
  const { lines, isReset } = changeItems(
    store,
    {
      subscription,
      billed: store.billed,
      at: form.number("proration_date") ?? now,
      prorates: behavior !== "none",
    },
    form.forms("items"),
  );
  const waiting = [...(store.pendingLines.get(subscription.id) ?? []), ...lines];
  if (waiting.length > 0) store.pendingLines.set(subscription.id, waiting);
  if (!isReset && (behavior !== "always_invoice" || waiting.length === 0)) return;
  const invoice = createInvoice(store, {
    customer: idOf(subscription.customer),
    subscription,
    reason: "subscription_update",
    at: now,
    lines: [],
    usage: [],
  });
  collectInvoice(store, invoice);
  if (isStrict && invoice.status === "open") throw paymentFailure(invoice);
}
