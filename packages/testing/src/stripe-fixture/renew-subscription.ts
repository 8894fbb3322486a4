import type Stripe from "stripe";
import { cancelSubscription } from "./cancel-subscription.ts";
import { emit } from "./emit.ts";
import { idOf } from "./id-of.ts";
import { createInvoice } from "./invoices.ts";
import { isMetered, licensedLines } from "./item-lines.ts";
import { periodEnd } from "./periods.ts";
import type { StripeStore, UsageSpan } from "./stripe-store.ts";

/** When something is due for a subscription next, in Unix seconds. */
export function nextRenewal(subscription: Stripe.Subscription): number {
  if (!["active", "trialing", "past_due"].includes(subscription.status)) return Number.POSITIVE_INFINITY;
  return Math.min(
    subscription.cancel_at ?? Number.POSITIVE_INFINITY,
    ...subscription.items.data.map((item) => item.current_period_end),
  );
}

/** Ends the periods that end now: usage is billed for the period that ended, everything else for the one that begins. */
export function renewSubscription(store: StripeStore, subscription: Stripe.Subscription, at: number): void {
  const customer = idOf(subscription.customer);
  if (subscription.cancel_at !== null && subscription.cancel_at <= at) {
    cancelSubscription(store, subscription, { invoiceNow: true, prorate: false });
    return;
  }
  const wasTrial = subscription.status === "trialing";
  if (wasTrial && endTrial(store, subscription, at)) return;
  const lines: Stripe.InvoiceLineItem[] = [];
  const usage: UsageSpan[] = [];
  for (const item of subscription.items.data.filter((each) => each.current_period_end <= at)) {
    const billed = store.billed.get(item.id);
    if (isMetered(item.price) && !wasTrial) {
      usage.push({
        item: { ...item },
        start: billed?.start ?? item.current_period_start,
        end: item.current_period_end,
      });
    }
    item.current_period_start = item.current_period_end;
    item.current_period_end = periodEnd(
      subscription.billing_cycle_anchor,
      item.current_period_start,
      item.price.recurring ?? { interval: "month", interval_count: 1 },
    );
    const advance = licensedLines(store, item, false);
    lines.push(...advance);
    store.billed.set(item.id, {
      amount: advance.reduce((sum, line) => sum + line.amount, 0),
      start: item.current_period_start,
      end: item.current_period_end,
    });
  }
  emit(store, "customer.subscription.updated", subscription, wasTrial ? { status: "trialing" } : {});
  createInvoice(store, { customer, subscription, reason: "subscription_cycle", at, lines, usage });
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
