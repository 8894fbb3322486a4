import type Stripe from "stripe";
import { createCustomer } from "./customers.ts";
import { emit } from "./emit.ts";
import { Form } from "./form.ts";
import { idOf } from "./id-of.ts";
import { isMetered } from "./item-lines.ts";
import { addCard } from "./payment-methods.ts";
import { pricedLines } from "./priced-lines.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";
import { createSubscription } from "./subscriptions.ts";

export function createCheckoutSession(store: StripeStore, form: Form): Stripe.Checkout.Session {
  const mode = form.required("mode");
  if (mode !== "subscription") {
    throw new Refusal(400, `The stand-in knows checkout for subscriptions, not '${mode}'.`, {
      param: "mode",
    });
  }
  const customer = form.text("customer");
  if (customer !== undefined) store.customer(customer, "customer");
  const now = store.now(customer);
  const id = store.idOf("checkout.session");
  const lineItems = form.forms("line_items").map((line) => lineItem(store, line));
  if (lineItems.length === 0) {
    throw new Refusal(400, "You must pass `line_items`.", { code: "parameter_missing", param: "line_items" });
  }
  const subtotal = lineItems.reduce((sum, line) => sum + line.amount_subtotal, 0);
  const data = form.form("subscription_data");
  const isTrial = data.has("trial_period_days") || data.has("trial_end");
  const session = {
    id,
    object: "checkout.session",
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: form.flag("allow_promotion_codes") ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: subtotal,
    amount_total: isTrial ? 0 : subtotal,
    automatic_tax: {
      enabled: form.form("automatic_tax").flag("enabled") ?? false,
      liability: null,
      provider: null,
      status: null,
    },
    billing_address_collection: form.text("billing_address_collection") ?? null,
    cancel_url: form.text("cancel_url") ?? null,
    client_reference_id: form.text("client_reference_id") ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: lineItems[0]?.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: customer ?? null,
    customer_account: null,
    customer_creation: customer === undefined ? "always" : null,
    customer_details: null,
    customer_email: form.text("customer_email") ?? null,
    discounts: [],
    expires_at: form.number("expires_at") ?? store.now() + 86_400,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    line_items: {
      object: "list",
      data: lineItems,
      has_more: false,
      url: `/v1/checkout/sessions/${id}/line_items`,
    },
    livemode: false,
    locale: form.text("locale") ?? null,
    managed_payments: null,
    metadata: form.record("metadata"),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: form.text("payment_method_collection") ?? "always",
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    payment_status: "unpaid",
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: null,
    subscription: null,
    success_url: form.text("success_url") ?? null,
    tax_id_collection: {
      enabled: form.form("tax_id_collection").flag("enabled") ?? false,
      required: "never",
    },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${store.url}/pages/checkout/${id}`,
    wallet_options: null,
  } satisfies Stripe.Checkout.Session as Stripe.Checkout.Session;
  wanted.set(session, data);
  return store.add("checkout.session", session);
}

/** What the subscription shall have; the session itself does not show it. */
const wanted = new WeakMap<Stripe.Checkout.Session, Form>();

/** What a browser does that pays with a card: it is sent back to `success_url`, or learns that the card was declined. */
export function payCheckout(
  store: StripeStore,
  id: string,
  card: { last4: string; email?: string } = { last4: "4242" },
): { isPaid: boolean; location: string } {
  const session = store.get("checkout.session", id);
  if (session.status !== "open") throw new Refusal(400, `This session is ${session.status}.`);
  const email = card.email ?? session.customer_email ?? "buyer@example.com";
  const customerId =
    idOf(session.customer) ||
    createCustomer(store, Form.decode(new URLSearchParams({ email }).toString())).id;
  const customer = store.customer(customerId);
  const method = addCard(store, card.last4, customerId);
  const form = new URLSearchParams({
    customer: customerId,
    default_payment_method: method.id,
    payment_behavior: "error_if_incomplete",
  });
  for (const [index, line] of (session.line_items?.data ?? []).entries()) {
    if (line.price === null) continue;
    form.set(`items[${index}][price]`, line.price.id);
    if (!isMetered(line.price)) form.set(`items[${index}][quantity]`, String(line.quantity ?? 1));
  }
  const data = wanted.get(session) ?? Form.decode("");
  for (const name of [
    "trial_period_days",
    "trial_end",
    "billing_cycle_anchor",
    "proration_behavior",
    "description",
  ]) {
    const text = data.text(name);
    if (text !== undefined) form.set(name, text);
  }
  for (const [key, value] of Object.entries(data.record("metadata"))) form.set(`metadata[${key}]`, value);
  const onMissing = data.form("trial_settings").form("end_behavior").text("missing_payment_method");
  if (onMissing !== undefined) {
    form.set("trial_settings[end_behavior][missing_payment_method]", onMissing);
  }
  let subscription: Stripe.Subscription;
  try {
    subscription = createSubscription(store, Form.decode(form.toString()));
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 402) throw error;
    return { isPaid: false, location: `${session.url}?declined` };
  }
  customer.invoice_settings.default_payment_method ??= method.id;
  session.customer = customerId;
  session.customer_details = {
    address: null,
    business_name: null,
    email: customer.email ?? email,
    individual_name: null,
    name: customer.name ?? null,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
  session.subscription = subscription.id;
  session.invoice = subscription.latest_invoice;
  session.status = "complete";
  session.payment_status = session.amount_total === 0 ? "no_payment_required" : "paid";
  session.url = null;
  emit(store, "checkout.session.completed", session);
  return {
    isPaid: true,
    location: (session.success_url ?? store.url).replaceAll("{CHECKOUT_SESSION_ID}", session.id),
  };
}

export function expireCheckout(store: StripeStore, _form: Form, id: string): Stripe.Checkout.Session {
  const session = store.get("checkout.session", id);
  if (session.status !== "open")
    throw new Refusal(400, "Only Checkout Sessions that are open can be expired.");
  session.status = "expired";
  session.url = null;
  emit(store, "checkout.session.expired", session);
  return session;
}

export function listCheckoutSessions(store: StripeStore, form: Form): Stripe.Checkout.Session[] {
  const [customer, subscription, status] = [
    form.text("customer"),
    form.text("subscription"),
    form.text("status"),
  ];
  return [...store.tables["checkout.session"].values()].filter(
    (session) =>
      (customer === undefined || session.customer === customer) &&
      (status === undefined || session.status === status) &&
      (subscription === undefined || session.subscription === subscription),
  );
}

function lineItem(store: StripeStore, form: Form): Stripe.LineItem {
  const price = store.get("price", form.required("price"), "line_items[price]");
  const quantity = form.number("quantity");
  if (isMetered(price) && quantity !== undefined) {
    throw new Refusal(400, "Quantity should not be specified where usage_type is metered.", {
      param: "line_items[quantity]",
    });
  }
  const amount = isMetered(price)
    ? 0
    : pricedLines(price, quantity ?? 1).reduce((sum, line) => sum + line.amount, 0);
  return {
    id: store.newId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: store.tables.product.get(idOf(price.product))?.name ?? null,
    metadata: {},
    price,
    quantity: isMetered(price) ? null : (quantity ?? 1),
  };
}
