import type Stripe from "stripe";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

export function createRefund(store: StripeStore, form: Form): Stripe.Refund {
  const intent = store.get("payment_intent", form.required("payment_intent"), "payment_intent");
  const reason = form.text("reason") ?? null;
  return refundIntent(store, intent, {
    amount: form.number("amount"),
    reason,
    metadata: form.record("metadata"),
  });
}

export function refundIntent(
  store: StripeStore,
  intent: Stripe.PaymentIntent,
  parts: { amount: number | undefined; reason: string | null; metadata: Stripe.Metadata },
): Stripe.Refund {
  const before = [...store.tables.refund.values()]
    .filter((refund) => refund.payment_intent === intent.id)
    .reduce((sum, refund) => sum + refund.amount, 0);
  const left = intent.amount_received - before;
  const amount = parts.amount ?? left;
  if (left === 0) {
    throw new Refusal(400, "The charge has already been refunded.", { code: "charge_already_refunded" });
  }
  if (amount <= 0 || amount > left) {
    throw new Refusal(400, `Refund amount (${amount}) is greater than the unrefunded amount (${left}).`, {
      param: "amount",
    });
  }
  const refund = store.add("refund", {
    id: store.idOf("refund"),
    object: "refund",
    amount,
    balance_transaction: null,
    charge: idOf(intent.latest_charge),
    created: store.now(idOf(intent.customer)),
    currency: intent.currency,
    customer: idOf(intent.customer),
    customer_account: null,
    metadata: parts.metadata,
    payment_intent: intent.id,
    payment_method: idOf(intent.payment_method),
    reason: parts.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  } satisfies Stripe.Refund);
  emit(store, "refund.created", refund);
  return refund;
}
