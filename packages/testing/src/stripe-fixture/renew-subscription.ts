import type Stripe from "stripe";
import { cancelSubscription } from "./cancel-subscription.ts";
import { emit } from "./emit.ts";
import { idOf } from "./id-of.ts";
import { collectInvoice, createInvoice } from "./invoices.ts";
import { isMetered, licensedLines } from "./item-lines.ts";
import { periodEnd } from "./periods.ts";
import type { StripeStore, UsageSpan } from "./stripe-store.ts";
import { enterPhase } from "./subscription-schedules.ts";

/** When something is due for a subscription next, in Unix seconds. */
export function nextRenewal(subscription: Stripe.Subscription): number {
  if (!["active", "trialing", "past_due"].includes(subscription.status)) return Number.POSITIVE_INFINITY;
  return Math.min(
    subscription.cancel_at ?? Number.POSITIVE_INFINITY,
    ...subscription.items.data.map((item) => item.current_period_end),
  );
}

/** Ends the periods that end now: usage is billed for the period that ended, everything else for the one that begins. */
export function renewSubscription(
  store: StripeStore,
  subscription: Stripe.Subscription,
  { at, isUpdate = false }: { at: number; isUpdate?: boolean },
): void {
  const customer = idOf(subscription.customer);
  if (subscription.cancel_at !== null && subscription.cancel_at <= at) {
    cancelSubscription(store, subscription, { invoiceNow: true, prorate: false });
    return;
  }
  const wasTrial = subscription.status === "trialing";
  if (wasTrial && endTrial(store, subscription, at)) return;
  const due = subscription.items.data.filter((item) => item.current_period_end <= at);
  const usage: UsageSpan[] = [];
  for (const item of wasTrial ? [] : due.filter(({ price }) => isMetered(price))) {
    const start = store.billed.get(item.id)?.start ?? item.current_period_start;
    usage.push({ item: { ...item }, start, end: item.current_period_end });
  }
  for (const item of due) {
    item.current_period_start = item.current_period_end;
    item.current_period_end = endOf(subscription, item);
  }
  const added = enterPhase(store, subscription, at);
  const lines: Stripe.InvoiceLineItem[] = [];
  for (const item of subscription.items.data) {
    if (!due.includes(item) && !added.includes(item)) continue;
    const advance = licensedLines(store, item, false);
    lines.push(...advance);
    store.billed.set(item.id, {
      amount: advance.reduce((sum, line) => sum + line.amount, 0),
      start: item.current_period_start,
      end: item.current_period_end,
    });
  }
  emit(store, "customer.subscription.updated", subscription, wasTrial ? { status: "trialing" } : {});
  const reason = isUpdate ? "subscription_update" : "subscription_cycle";
  const invoice = createInvoice(store, { customer, subscription, reason, at, lines, usage });
  // What a request asks for is charged with it; only what comes by itself is a draft for an hour.
  if (isUpdate) collectInvoice(store, invoice);
}

function endOf(subscription: Stripe.Subscription, item: Stripe.SubscriptionItem): number {
  const recurring = item.price.recurring ?? { interval: "month", interval_count: 1 };
  return periodEnd(subscription.billing_cycle_anchor, item.current_period_start, recurring);
}

/** True when the subscription ended or stands still with its trial. */
function endTrial(store: StripeStore, subscription: Stripe.Subscription, at: number): boolean {
  const customer = store.customer(idOf(subscription.customer));
  const hasMethod =
    subscription.default_payment_method !== null || customer.invoice_settings.default_payment_method !== null;
  const onMissing = subscription.trial_settings?.end_behavior.missing_payment_method;
  if (!hasMethod && onMissing === "cancel") {
    cancelSubscription(store, subscription, { invoiceNow: false, prorate: false });
    return true;
  }
  if (!hasMethod && onMissing === "pause") {
    subscription.status = "paused";
    emit(store, "customer.subscription.paused", subscription);
    return true;
  }
  subscription.status = "active";
  subscription.trial_end = Math.min(subscription.trial_end ?? at, at);
  subscription.billing_cycle_anchor = at;
  return false;
}
