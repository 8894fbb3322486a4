import type Stripe from "stripe";
import { createCheckoutSession, expireCheckout, listCheckoutSessions } from "./checkout-sessions.ts";
import { createCreditNote, listCreditNotes } from "./credit-notes.ts";
import {
  createBalanceTransaction,
  createCustomer,
  deleteCustomer,
  listCustomers,
  updateCustomer,
} from "./customers.ts";
import type { Form } from "./form.ts";
import { createInvoiceItem, listInvoiceItems } from "./invoice-items.ts";
import {
  createManualInvoice,
  finalizeById,
  listInvoices,
  markUncollectibleById,
  payById,
  retrieveInvoice,
  updateInvoice,
  voidById,
} from "./invoices.ts";
import { listPage } from "./list-page.ts";
import {
  adjustMeterEvent,
  createMeterEvent,
  createMeterEventSession,
  createMeterEventV2,
  streamMeterEvents,
} from "./meter-events.ts";
import { createMeter, listMeters, listSummaries, setMeterActive, updateMeter } from "./meters.ts";
import { missing } from "./missing.ts";
import { attach, detach, listPaymentMethods } from "./payment-methods.ts";
import {
  createPortalConfiguration,
  listPortalConfigurations,
  updatePortalConfiguration,
} from "./portal-configurations.ts";
import { createPortalSession } from "./portal-sessions.ts";
import { previewInvoice } from "./preview-invoice.ts";
import { createPrice, listPrices, updatePrice } from "./prices.ts";
import { createProduct, listProducts, updateProduct } from "./products.ts";
import { createRefund } from "./refunds.ts";
import type { Kind, StripeStore } from "./stripe-store.ts";
import { createSchedule, releaseSchedule, updateSchedule } from "./subscription-schedules.ts";
import { cancelById, createSubscription, listSubscriptions, updateSubscription } from "./subscriptions.ts";
import { advanceTestClock, createTestClock, deleteTestClock } from "./test-clocks.ts";
import { thinEvent } from "./thin-event.ts";

type Handler = (store: StripeStore, form: Form, id: string) => unknown;

const retrieve =
  (kind: Kind): Handler =>
  (store, _form, id) =>
    store.get(kind, id);

const listed =
  (find: (store: StripeStore, form: Form, id: string) => { id: string }[], path: string): Handler =>
  (store, form, id) =>
    listPage(path, find(store, form, id), form);

const allOf = (kind: Kind) => (store: StripeStore) => [...store.tables[kind].values()];

const routes: Record<string, Handler> = {
  "POST /v1/customers": createCustomer,
  "GET /v1/customers": listed(listCustomers, "/v1/customers"),
  "GET /v1/customers/:id": retrieve("customer"),
  "POST /v1/customers/:id": updateCustomer,
  "DELETE /v1/customers/:id": deleteCustomer,
  "GET /v1/customers/:id/payment_methods": listed(listPaymentMethods, "/v1/payment_methods"),
  "POST /v1/customers/:id/balance_transactions": createBalanceTransaction,
  "GET /v1/customers/:id/balance_transactions": listed(
    (store, _form, id) =>
      [...store.tables.customer_balance_transaction.values()].filter(({ customer }) => customer === id),
    "/v1/customers/balance_transactions",
  ),
  "GET /v1/payment_methods": listed(
    (store, form) => listPaymentMethods(store, form, ""),
    "/v1/payment_methods",
  ),
  "GET /v1/payment_methods/:id": retrieve("payment_method"),
  "POST /v1/payment_methods/:id/attach": attach,
  "POST /v1/payment_methods/:id/detach": detach,
  "POST /v1/products": createProduct,
  "GET /v1/products": listed(listProducts, "/v1/products"),
  "GET /v1/products/:id": retrieve("product"),
  "POST /v1/products/:id": updateProduct,
  "POST /v1/prices": createPrice,
  "GET /v1/prices": listed(listPrices, "/v1/prices"),
  "GET /v1/prices/:id": retrieve("price"),
  "POST /v1/prices/:id": updatePrice,
  "POST /v1/billing/meters": createMeter,
  "GET /v1/billing/meters": listed(listMeters, "/v1/billing/meters"),
  "GET /v1/billing/meters/:id": retrieve("billing.meter"),
  "POST /v1/billing/meters/:id": updateMeter,
  "POST /v1/billing/meters/:id/deactivate": (store, _form, id) => setMeterActive(store, id, false),
  "POST /v1/billing/meters/:id/reactivate": (store, _form, id) => setMeterActive(store, id, true),
  "GET /v1/billing/meters/:id/event_summaries": listSummaries,
  "POST /v1/billing/meter_events": createMeterEvent,
  "POST /v2/billing/meter_events": createMeterEventV2,
  "POST /v2/billing/meter_event_session": createMeterEventSession,
  "POST /v2/billing/meter_event_stream": streamMeterEvents,
  "POST /v1/billing/meter_event_adjustments": adjustMeterEvent,
  "POST /v1/checkout/sessions": createCheckoutSession,
  "GET /v1/checkout/sessions": listed(listCheckoutSessions, "/v1/checkout/sessions"),
  "GET /v1/checkout/sessions/:id": retrieve("checkout.session"),
  "POST /v1/checkout/sessions/:id/expire": expireCheckout,
  "GET /v1/checkout/sessions/:id/line_items": (store, form, id) =>
    listPage(
      `/v1/checkout/sessions/${id}/line_items`,
      (store.get("checkout.session", id).line_items?.data ?? []).toReversed(),
      form,
    ),
  "POST /v1/billing_portal/configurations": createPortalConfiguration,
  "GET /v1/billing_portal/configurations": listed(
    listPortalConfigurations,
    "/v1/billing_portal/configurations",
  ),
  "GET /v1/billing_portal/configurations/:id": retrieve("billing_portal.configuration"),
  "POST /v1/billing_portal/configurations/:id": updatePortalConfiguration,
  "POST /v1/billing_portal/sessions": createPortalSession,
  "POST /v1/subscriptions": createSubscription,
  "GET /v1/subscriptions": listed(listSubscriptions, "/v1/subscriptions"),
  "GET /v1/subscriptions/:id": retrieve("subscription"),
  "POST /v1/subscriptions/:id": updateSubscription,
  "DELETE /v1/subscriptions/:id": cancelById,
  "POST /v1/subscription_schedules": createSchedule,
  "GET /v1/subscription_schedules/:id": retrieve("subscription_schedule"),
  "POST /v1/subscription_schedules/:id": updateSchedule,
  "POST /v1/subscription_schedules/:id/release": releaseSchedule,
  "GET /v1/subscription_items": (store, form) => {
    const id = form.required("subscription");
    const items = store.get("subscription", id, "subscription").items.data.toReversed();
    return listPage("/v1/subscription_items", items, form);
  },
  "POST /v1/invoices": createManualInvoice,
  "POST /v1/invoices/create_preview": previewInvoice,
  "GET /v1/invoices": listed(listInvoices, "/v1/invoices"),
  "GET /v1/invoices/:id": retrieveInvoice,
  "POST /v1/invoices/:id": updateInvoice,
  "GET /v1/invoices/:id/lines": (store, form, id) =>
    listPage(`/v1/invoices/${id}/lines`, retrieveInvoice(store, form, id).lines.data.toReversed(), form),
  "POST /v1/invoices/:id/finalize": finalizeById,
  "POST /v1/invoices/:id/pay": payById,
  "POST /v1/invoices/:id/void": voidById,
  "POST /v1/invoices/:id/mark_uncollectible": markUncollectibleById,
  "POST /v1/invoiceitems": createInvoiceItem,
  "GET /v1/invoiceitems": listed(listInvoiceItems, "/v1/invoiceitems"),
  "GET /v1/invoice_payments": listed((store, form) => {
    const invoice = form.text("invoice");
    const all = [...store.tables.invoice_payment.values()];
    return all.filter((payment) => invoice === undefined || payment.invoice === invoice);
  }, "/v1/invoice_payments"),
  "POST /v1/credit_notes": createCreditNote,
  "GET /v1/credit_notes": listed(listCreditNotes, "/v1/credit_notes"),
  "GET /v1/credit_notes/:id": retrieve("credit_note"),
  "POST /v1/refunds": createRefund,
  "GET /v1/refunds": listed(allOf("refund"), "/v1/refunds"),
  "GET /v1/refunds/:id": retrieve("refund"),
  "GET /v1/payment_intents/:id": retrieve("payment_intent"),
  "GET /v1/events": listed((store, form) => {
    const types = [form.text("type") ?? [], form.texts("types")].flat();
    const all = [...store.tables.event.values()];
    return types.length === 0 ? all : all.filter((event) => types.some((type) => isOfType(event, type)));
  }, "/v1/events"),
  "GET /v1/events/:id": retrieve("event"),
  "GET /v2/core/events/:id": (store, _form, id) => {
    const event = store.tables.event.get(id.replace("evt_test_thin", "evt_"));
    if (event === undefined) throw missing("event", id);
    return thinEvent(event);
  },
  "POST /v1/test_helpers/test_clocks": createTestClock,
  "GET /v1/test_helpers/test_clocks": listed(
    allOf("test_helpers.test_clock"),
    "/v1/test_helpers/test_clocks",
  ),
  "GET /v1/test_helpers/test_clocks/:id": retrieve("test_helpers.test_clock"),
  "DELETE /v1/test_helpers/test_clocks/:id": deleteTestClock,
  "POST /v1/test_helpers/test_clocks/:id/advance": advanceTestClock,
};

const compiled = Object.entries(routes).map(([route, handler]) => {
  const [method = "", path = ""] = route.split(" ");
  return { method, parts: path.split("/"), handler };
});

/** What answers a request, and the id that stands in its path. */
export function routeOf(method: string, path: string): { handler: Handler; id: string } | undefined {
  const parts = path.split("/");
  for (const route of compiled) {
    if (route.method !== method || route.parts.length !== parts.length) continue;
    if (!route.parts.every((part, index) => part === ":id" || part === parts[index])) continue;
    return { handler: route.handler, id: decodeURIComponent(parts[route.parts.indexOf(":id")] ?? "") };
  }
  return undefined;
}

function isOfType(event: Stripe.Event, type: string): boolean {
  return type.endsWith("*") ? event.type.startsWith(type.slice(0, -1)) : event.type === type;
}
