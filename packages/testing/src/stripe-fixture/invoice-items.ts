import type Stripe from "stripe";
import { decimal } from "./decimal.ts";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import type { StripeStore } from "./stripe-store.ts";

/** An amount that waits for the customer's next invoice. */
export function createInvoiceItem(store: StripeStore, form: Form): Stripe.InvoiceItem {
  const customer = store.customer(form.required("customer"), "customer");
  const now = store.now(customer.id);
  const amount = form.number("amount") ?? 0;
  const period = form.form("period");
  const item = store.add("invoiceitem", {
    id: store.idOf("invoiceitem"),
    object: "invoiceitem",
    amount,
    currency: form.required("currency"),
    customer: customer.id,
    customer_account: null,
    date: now,
    description: form.text("description") ?? null,
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: form.record("metadata"),
    net_amount: amount,
    parent: null,
    period: { start: period.number("start") ?? now, end: period.number("end") ?? now },
    pricing: null,
    proration: false,
    quantity: 1,
    quantity_decimal: decimal("1"),
    tax_rates: [],
    test_clock: customer.test_clock ?? null,
  } satisfies Stripe.InvoiceItem);
  const waiting = store.pendingLines.get(customer.id) ?? [];
  store.pendingLines.set(customer.id, [...waiting, lineOf(store, item)]);
  emit(store, "invoiceitem.created", item);
  return item;
}

export function listInvoiceItems(store: StripeStore, form: Form): Stripe.InvoiceItem[] {
  const [customer, invoice, pending] = [form.text("customer"), form.text("invoice"), form.flag("pending")];
  return [...store.tables.invoiceitem.values()].filter(
    (item) =>
      (customer === undefined || item.customer === customer) &&
      (invoice === undefined || item.invoice === invoice) &&
      (pending === undefined || (item.invoice === null) === pending),
  );
}

function lineOf(store: StripeStore, item: Stripe.InvoiceItem): Stripe.InvoiceLineItem {
  return {
    id: store.newId("il"),
    object: "line_item",
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: item.metadata ?? {},
    parent: {
      invoice_item_details: {
        invoice_item: item.id,
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
      subscription_item_details: null,
      type: "invoice_item_details",
    },
    period: item.period,
    pretax_credit_amounts: [],
    pricing: null,
    quantity: 1,
    quantity_decimal: item.quantity_decimal,
    subscription: null,
    subtotal: item.amount,
    taxes: [],
  } satisfies Stripe.InvoiceLineItem;
}
