import type Stripe from "stripe";
import { moveBalance } from "./apply-balance.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { emit } from "./emit.ts";
import type { Form } from "./form.ts";
import { mergeMetadata } from "./merge-metadata.ts";
import { attachPaymentMethod } from "./payment-methods.ts";
import type { StripeStore } from "./stripe-store.ts";

export function createCustomer(store: StripeStore, form: Form): Stripe.Customer {
  const clock = form.text("test_clock");
  if (clock !== undefined) store.get("test_helpers.test_clock", clock, "test_clock");
  const customer = {
    id: store.idOf("customer"),
    object: "customer",
    address: null,
    balance: form.number("balance") ?? 0,
    created: clock === undefined ? store.now() : store.get("test_helpers.test_clock", clock).frozen_time,
    currency: null,
    default_source: null,
    delinquent: false,
    description: form.text("description") ?? null,
    email: form.text("email") ?? null,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: form.record("metadata"),
    name: form.text("name") ?? null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: clock ?? null,
  } satisfies Stripe.Customer as Stripe.Customer;
  store.add("customer", customer);
  payWith(store, customer, form);
  emit(store, "customer.created", customer);
  return customer;
}

export function updateCustomer(store: StripeStore, form: Form, id: string): Stripe.Customer {
  const customer = store.customer(id);
  if (form.has("email")) customer.email = form.text("email") ?? null;
  if (form.has("name")) customer.name = form.text("name") ?? null;
  if (form.has("description")) customer.description = form.text("description") ?? null;
  customer.metadata = mergeMetadata(customer.metadata, form);
  payWith(store, customer, form);
  emit(store, "customer.updated", customer);
  return customer;
}

/** Ends the customer's subscriptions at once, as Stripe does. */
export function deleteCustomer(store: StripeStore, _form: Form, id: string): Stripe.DeletedCustomer {
  const customer = store.customer(id);
  for (const subscription of store.tables.subscription.values()) {
    if (subscription.customer === id && subscription.status !== "canceled") {
      cancelSubscription(store, subscription, { invoiceNow: false, prorate: false });
    }
  }
  emit(store, "customer.deleted", customer);
  const deleted = { id, object: "customer", deleted: true } satisfies Stripe.DeletedCustomer;
  store.add("customer", deleted);
  return deleted;
}

export function listCustomers(store: StripeStore, form: Form): Stripe.Customer[] {
  const email = form.text("email");
  return [...store.tables.customer.values()].filter(
    (customer): customer is Stripe.Customer =>
      customer.deleted !== true && (email === undefined || customer.email === email),
  );
}

/** A negative amount is a credit, used by the next invoices. */
export function createBalanceTransaction(
  store: StripeStore,
  form: Form,
  id: string,
): Stripe.CustomerBalanceTransaction {
  const customer = store.customer(id);
  customer.currency ??= form.required("currency");
  const description = form.text("description");
  const moved = moveBalance(store, customer, {
    amount: form.number("amount") ?? 0,
    type: "adjustment",
    metadata: form.record("metadata"),
    ...(description === undefined ? {} : { description }),
  });
  emit(store, "customer.updated", customer);
  return moved;
}

function payWith(store: StripeStore, customer: Stripe.Customer, form: Form): void {
  const method = form.form("invoice_settings").text("default_payment_method") ?? form.text("payment_method");
  if (method === undefined) return;
  customer.invoice_settings.default_payment_method = attachPaymentMethod(store, method, customer.id).id;
}
