import { emit } from "./emit.ts";
import { idOf } from "./id-of.ts";
import { collectInvoice } from "./invoices.ts";
import { payInvoice } from "./pay-invoice.ts";
import { nextRenewal, renewSubscription } from "./renew-subscription.ts";
import type { StripeStore } from "./stripe-store.ts";

interface Due {
  at: number;
  work(): void;
}

/**
 * Does what has become due up to `until` for the customers of a test clock, or for those of none (null), each at its moment and in its
 * order: drafts are finalized and collected, failed payments are tried again, periods end, trials are announced, sessions expire.
 */
export function runDue(store: StripeStore, clock: string | null, until: number): void {
  for (;;) {
    const next = nextDue(store, clock);
    if (next === undefined || next.at > until) return;
    store.at(next.at, next.work);
  }
}

function nextDue(store: StripeStore, clock: string | null): Due | undefined {
  let next: Due | undefined;
  const offer = (at: number | null, work: () => void) => {
    if (at !== null && at < (next?.at ?? Number.POSITIVE_INFINITY)) next = { at, work };
  };
  for (const invoice of store.tables.invoice.values()) {
    if (invoice.status !== "draft" && invoice.status !== "open") continue;
    if (!isOf(store, clock, idOf(invoice.customer))) continue;
    if (invoice.status === "draft") {
      offer(invoice.automatically_finalizes_at, () => collectInvoice(store, invoice));
    } else offer(invoice.next_payment_attempt, () => payInvoice(store, invoice));
  }
  for (const subscription of store.tables.subscription.values()) {
    if (subscription.status === "canceled" || !isOf(store, clock, idOf(subscription.customer))) continue;
    const at = nextRenewal(subscription);
    offer(at, () => renewSubscription(store, subscription, { at }));
    if (subscription.status === "incomplete") {
      offer(subscription.created + 23 * 3600, () => {
        subscription.status = "incomplete_expired";
        subscription.ended_at = store.now();
        emit(store, "customer.subscription.updated", subscription, { status: "incomplete" });
      });
    }
  }
  if (clock === null) {
    for (const session of store.tables["checkout.session"].values()) {
      if (session.status !== "open") continue;
      offer(session.expires_at, () => {
        session.status = "expired";
        session.url = null;
        emit(store, "checkout.session.expired", session);
      });
    }
  }
  return next;
}

function isOf(store: StripeStore, clock: string | null, customer: string): boolean {
  const found = store.tables.customer.get(customer);
  return found !== undefined && found.deleted !== true && (found.test_clock ?? null) === clock;
}
