import type Stripe from "stripe";
import { emit } from "./emit.ts";
import { invoiceLine } from "./invoice-line.ts";
import { createInvoice } from "./invoices.ts";
import { isMetered, productName } from "./item-lines.ts";
import type { StripeStore, UsageSpan } from "./stripe-store.ts";
import { endSchedule } from "./subscription-schedules.ts";

interface Cancellation {
  /** Bills usage that was not billed and what waits for an invoice. */
  invoiceNow: boolean;
  /** Credits the unused rest of what was paid. */
  prorate: boolean;
  reason?: Stripe.Subscription.CancellationDetails.Reason;
}

/** Ends a subscription now. */
export function cancelSubscription(
  store: StripeStore,
  subscription: Stripe.Subscription,
  { invoiceNow, prorate, reason = "cancellation_requested" }: Cancellation,
): void {
  const customer = String(subscription.customer);
  const now = store.now(customer);
  const wasTrial = subscription.status === "trialing";
  const lines: Stripe.InvoiceLineItem[] = [];
  const usage: UsageSpan[] = [];
  for (const item of subscription.items.data) {
    const billed = store.billed.get(item.id);
    if (billed === undefined || wasTrial) continue;
    if (isMetered(item.price)) {
      // At a period's end nothing of the next one; in between, all that was told of up to now.
      const end = Math.min(now + 1, item.current_period_end);
      if (end > billed.start) usage.push({ item, start: billed.start, end });
    } else if (prorate && billed.amount > 0) {
      lines.push(
        invoiceLine(store, item, {
          amount: -Math.round((billed.amount * (billed.end - now)) / (billed.end - billed.start)),
          quantity: item.quantity ?? 1,
          description: `Unused time on ${productName(store, item)}`,
          period: { start: now, end: billed.end },
          unitDecimal: null,
          isProration: true,
        }),
      );
    }
  }
  endSchedule(store, subscription, "canceled");
  subscription.status = "canceled";
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    ...subscription.cancellation_details,
    reason,
  };
  const waiting = [subscription.id, customer].flatMap((id) => store.pendingLines.get(id) ?? []);
  if (invoiceNow && lines.length + usage.length + waiting.length > 0) {
    // A draft for an hour, like every invoice with usage: what was used last may still arrive.
    createInvoice(store, {
      customer,
      subscription,
      reason: "subscription_cycle",
      at: now,
      lines,
      usage,
    });
  } else if (lines.length > 0) store.pendingLines.set(customer, lines);
  emit(store, "customer.subscription.deleted", subscription);
}
