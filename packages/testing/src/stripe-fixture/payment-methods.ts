import type Stripe from "stripe";
import type { Form } from "./form.ts";
import { missing } from "./missing.ts";
import type { StripeStore } from "./stripe-store.ts";

/** Stripe's own test cards: each use of one of these names makes a payment method of its own. */
const testCards: Record<string, string> = {
  pm_card_visa: "4242",
  pm_card_mastercard: "4444",
  pm_card_chargeCustomerFail: "0341",
};

export function attachPaymentMethod(
  store: StripeStore,
  name: string,
  customer: string,
): Stripe.PaymentMethod {
  const last4 = testCards[name];
  if (last4 !== undefined) return addCard(store, last4, customer);
  const found = store.tables.payment_method.get(name);
  if (found === undefined) throw missing("PaymentMethod", name, "payment_method");
  found.customer = customer;
  return found;
}

export function addCard(store: StripeStore, last4: string, customer: string | null): Stripe.PaymentMethod {
  return store.add("payment_method", {
    id: store.idOf("payment_method"),
    object: "payment_method",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: last4 === "4444" ? "mastercard" : "visa",
      checks: null,
      country: "US",
      display_brand: null,
      exp_month: 12,
      exp_year: 2099,
      funding: "credit",
      generated_from: null,
      last4,
      networks: null,
      regulated_status: null,
      three_d_secure_usage: null,
      wallet: null,
    },
    created: store.now(customer ?? undefined),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  } satisfies Stripe.PaymentMethod);
}

/** The card ending in 0341 can be saved and is declined when it is charged. */
export function isDeclined(method: Stripe.PaymentMethod): boolean {
  return method.card?.last4 === "0341";
}

export function listPaymentMethods(store: StripeStore, form: Form, customer: string): Stripe.PaymentMethod[] {
  const owner = customer === "" ? form.text("customer") : customer;
  return [...store.tables.payment_method.values()].filter((method) => method.customer === owner);
}

export function attach(store: StripeStore, form: Form, id: string): Stripe.PaymentMethod {
  return attachPaymentMethod(store, id, store.customer(form.required("customer"), "customer").id);
}

export function detach(store: StripeStore, _form: Form, id: string): Stripe.PaymentMethod {
  const method = store.get("payment_method", id);
  for (const customer of store.tables.customer.values()) {
    if (customer.deleted !== true && customer.invoice_settings.default_payment_method === id) {
      customer.invoice_settings.default_payment_method = null;
    }
  }
  method.customer = null;
  return method;
}
