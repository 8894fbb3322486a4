import type Stripe from "stripe";
import { moveBalance } from "./apply-balance.ts";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { payInvoice } from "./pay-invoice.ts";
import { refundIntent } from "./refunds.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

/**
 * Takes back a part of an invoice. While it is open that much less is owed; once it is paid `refund_amount` goes back to the card and
 * `credit_amount` to the customer's balance.
 */
export function createCreditNote(store: StripeStore, form: Form): Stripe.CreditNote {
  const invoice = store.get("invoice", form.required("invoice"), "invoice");
  const amount = form.number("amount") ?? 0;
  const isPaid = invoice.status === "paid";
  const before = [...store.tables.credit_note.values()].filter(
    (note) => note.invoice === invoice.id && note.status === "issued",
  );
  const credited = before.reduce((sum, note) => sum + note.amount, 0);
  const left = isPaid ? invoice.total - credited : invoice.amount_remaining;
  if (amount <= 0 || amount > left) {
    throw new Refusal(400, `The sum of credit amounts must be between 1 and ${left}.`, { param: "amount" });
  }
  const creditAmount = form.number("credit_amount") ?? 0;
  const refundAmount = form.number("refund_amount") ?? 0;
  const outOfBand = form.number("out_of_band_amount") ?? 0;
  if (isPaid && creditAmount + refundAmount + outOfBand !== amount) {
    throw new Refusal(400, "The credit, refund and out of band amounts must add up to the amount.", {
      param: "amount",
    });
  }
  const customer = store.customer(idOf(invoice.customer));
  const id = store.idOf("credit_note");
  const intent = store.tables.payment_intent.get(idOf(invoice.payments?.data[0]?.payment.payment_intent));
  if (refundAmount > 0 && intent === undefined) {
    throw new Refusal(400, "The invoice was not paid by a charge that could be refunded.");
  }
  const refunds =
    intent === undefined || refundAmount === 0
      ? []
      : [refundIntent(store, intent, { amount: refundAmount, reason: null, metadata: {} })];
  const moved =
    creditAmount === 0
      ? undefined
      : moveBalance(store, customer, { amount: -creditAmount, type: "credit_note", creditNote: id });
  const note = {
    id,
    object: "credit_note",
    amount,
    amount_shipping: 0,
    created: store.now(customer.id),
    currency: invoice.currency,
    customer: customer.id,
    customer_account: null,
    customer_balance_transaction: moved?.id ?? null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: store.now(customer.id),
    invoice: invoice.id,
    lines: { object: "list", data: [], has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: form.text("memo") ?? null,
    metadata: form.record("metadata"),
    number: `${invoice.number}-CN-${String(before.length + 1).padStart(2, "0")}`,
    out_of_band_amount: outOfBand,
    pdf: `${invoice.invoice_pdf}`,
    post_payment_amount: isPaid ? amount : 0,
    pre_payment_amount: isPaid ? 0 : amount,
    pretax_credit_amounts: [],
    reason: form.text("reason") ?? null,
    refunds: refunds.map((refund) => ({
      amount_refunded: refund.amount,
      payment_record_refund: null,
      refund: refund.id,
      type: "refund",
    })),
    shipping_cost: null,
    status: "issued",
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: isPaid ? "post_payment" : "pre_payment",
    voided_at: null,
  } satisfies Stripe.CreditNote;
  store.add("credit_note", note);
  if (isPaid) invoice.post_payment_credit_notes_amount += amount;
  else {
    invoice.pre_payment_credit_notes_amount += amount;
    invoice.amount_due -= amount;
    invoice.amount_remaining = invoice.amount_due;
    if (invoice.amount_due === 0) payInvoice(store, invoice);
  }
  emit(store, "credit_note.created", note);
  return note;
}

export function listCreditNotes(store: StripeStore, form: Form): Stripe.CreditNote[] {
  const [customer, invoice] = [form.text("customer"), form.text("invoice")];
  return [...store.tables.credit_note.values()].filter(
    (note) =>
      (customer === undefined || note.customer === customer) &&
      (invoice === undefined || note.invoice === invoice),
  );
}
