import type Stripe from "stripe";
import { cancelSubscription } from "./cancel-subscription.ts";
import { emit } from "./emit.ts";
import { idOf } from "./id-of.ts";
import { attachPaymentMethod, isDeclined } from "./payment-methods.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";

/** Days between the attempts to collect; after the last the subscription is cancelled. */
const retryDays = [3, 5, 7];

/** Tries to collect an open invoice, with the given method, the subscription's or the customer's. */
export function payInvoice(store: StripeStore, invoice: Stripe.Invoice, methodName?: string): void {
  const customer = store.customer(idOf(invoice.customer));
  const subscription = subscriptionOf(store, invoice);
  const now = store.now(customer.id);
  if (invoice.amount_due === 0 || methodName === "out_of_band") {
    settle(store, invoice, now);
    return;
  }
  const method = paymentMethodOf(store, customer, subscription, methodName);
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (method !== undefined && !isDeclined(method)) {
    addPayment(store, invoice, method, now);
    settle(store, invoice, now);
    return;
  }
  const waitDays = retryDays[invoice.attempt_count - 1];
  invoice.next_payment_attempt =
    waitDays === undefined || subscription?.status === "incomplete" ? null : now + waitDays * 86_400;
  emit(store, "invoice.payment_failed", invoice);
  if (subscription === undefined || subscription.status === "canceled") return;
  if (waitDays === undefined) {
    cancelSubscription(store, subscription, { invoiceNow: false, prorate: false, reason: "payment_failed" });
  } else if (subscription.status === "active" || subscription.status === "trialing") {
    emitStatus(store, subscription, "past_due");
  }
}

export function paymentFailure(invoice: Stripe.Invoice): Refusal {
  return invoice.attempt_count === 0
    ? new Refusal(400, "This customer has no attached payment source or default payment method.", {
        code: "resource_missing",
      })
    : new Refusal(402, "Your card was declined.", { type: "card_error", code: "card_declined" });
}

/** Whether a charge now would be declined. */
export function wouldBeDeclined(store: StripeStore, subscription: Stripe.Subscription): boolean {
  const customer = store.customer(idOf(subscription.customer));
  const method = paymentMethodOf(store, customer, subscription, undefined);
  return method === undefined || isDeclined(method);
}

function settle(store: StripeStore, invoice: Stripe.Invoice, now: number): void {
  invoice.status = "paid";
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.attempted = true;
  invoice.status_transitions.paid_at = now;
  emit(store, "invoice.paid", invoice);
  emit(store, "invoice.payment_succeeded", invoice);
  const subscription = subscriptionOf(store, invoice);
  const isHeldBack = subscription?.status === "incomplete" || subscription?.status === "past_due";
  if (subscription !== undefined && isHeldBack && subscription.latest_invoice === invoice.id) {
    emitStatus(store, subscription, "active");
  }
}

function addPayment(
  store: StripeStore,
  invoice: Stripe.Invoice,
  method: Stripe.PaymentMethod,
  now: number,
): void {
  const intent = store.add("payment_intent", {
    id: store.idOf("payment_intent"),
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: invoice.amount_due,
    amount_capturable: 0,
    amount_received: invoice.amount_due,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: null,
    confirmation_method: "automatic",
    created: now,
    currency: invoice.currency,
    customer: idOf(invoice.customer),
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: store.newId("ch"),
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: method.id,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: "off_session",
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_group: null,
  } satisfies Stripe.PaymentIntent);
  const payment = store.add("invoice_payment", {
    id: store.idOf("invoice_payment"),
    object: "invoice_payment",
    amount_paid: invoice.amount_due,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: "payment_intent" },
    status: "paid",
    status_transitions: { canceled_at: null, paid_at: now },
  } satisfies Stripe.InvoicePayment);
  invoice.payments?.data.push(payment);
  emit(store, "payment_intent.succeeded", intent);
}

function paymentMethodOf(
  store: StripeStore,
  customer: Stripe.Customer,
  subscription: Stripe.Subscription | undefined,
  methodName: string | undefined,
): Stripe.PaymentMethod | undefined {
  if (methodName !== undefined) return attachPaymentMethod(store, methodName, customer.id);
  const id =
    idOf(subscription?.default_payment_method) || idOf(customer.invoice_settings.default_payment_method);
  return store.tables.payment_method.get(id);
}

function subscriptionOf(store: StripeStore, invoice: Stripe.Invoice): Stripe.Subscription | undefined {
  return store.tables.subscription.get(idOf(invoice.parent?.subscription_details?.subscription));
}

function emitStatus(
  store: StripeStore,
  subscription: Stripe.Subscription,
  status: Stripe.Subscription.Status,
): void {
  const previous = { status: subscription.status };
  subscription.status = status;
  emit(store, "customer.subscription.updated", subscription, previous);
}
