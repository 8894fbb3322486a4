import { checkoutPage } from "./checkout-page.ts";
import { payCheckout } from "./checkout-sessions.ts";
import { Form } from "./form.ts";
import { dateText, html, page } from "./html.ts";
import { invoicePage } from "./invoice-page.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import { retrieveInvoice } from "./invoices.ts";
import { payInvoice } from "./pay-invoice.ts";
import { addCard } from "./payment-methods.ts";
import { portalPage } from "./portal-page.ts";
import { Refusal } from "./refusal.ts";
import type { StripeStore } from "./stripe-store.ts";
import { updateSubscription } from "./subscriptions.ts";

export interface PageAnswer {
  body?: string | Buffer;
  type?: string;
  /** Where the browser is sent to. */
  location?: string;
}

interface PageRequest {
  isPost: boolean;
  url: URL;
  form: Form;
}

/** The pages that a person sees: `/pages/checkout|portal|invoices/<id>`, and at `/` what there is, with a way to let time pass. */
export function answerPage(
  store: StripeStore,
  advance: (seconds: number) => void,
  { isPost, url, form }: PageRequest,
): PageAnswer {
  const [, , kind = "", id = "", more] = url.pathname.split("/");
  if (url.pathname === "/") {
    if (isPost) advance((form.number("days") ?? 0) * 86_400);
    return isPost ? { location: "/" } : { body: overview(store) };
  }
  if (kind === "checkout") {
    if (isPost) return { location: payCheckout(store, id, { last4: form.text("last4") ?? "4242" }).location };
    const session = store.get("checkout.session", id);
    if (session.status !== "open")
      return { body: page("Checkout", html`<p>This page is ${session.status}.</p>`) };
    return { body: checkoutPage(session, url.searchParams.has("declined")) };
  }
  if (kind === "portal") {
    const session = store.get("billing_portal.session", id);
    if (isPost) actInPortal(store, session.customer, form);
    return isPost ? { location: url.pathname } : { body: portalPage(store, session) };
  }
  if (kind === "invoices") {
    const invoice = retrieveInvoice(store, form, id);
    if (more === "pdf") return { body: invoicePdf(invoice), type: "application/pdf" };
    if (isPost) {
      payInvoice(store, invoice, addCard(store, form.text("last4") ?? "4242", String(invoice.customer)).id);
      return { location: url.pathname };
    }
    return { body: invoicePage(invoice) };
  }
  throw new Refusal(404, `No page at ${url.pathname}`);
}

function actInPortal(store: StripeStore, customerId: string, form: Form): void {
  const customer = store.customer(customerId);
  const subscription = form.text("subscription") ?? "";
  const update = (fields: Record<string, string>) =>
    updateSubscription(store, Form.decode(new URLSearchParams(fields).toString()), subscription);
  switch (form.required("do")) {
    case "card": {
      const method = addCard(store, form.text("last4") ?? "4242", customerId).id;
      customer.invoice_settings.default_payment_method = method;
      for (const each of store.tables.subscription.values()) {
        if (each.customer === customerId) each.default_payment_method = method;
      }
      return;
    }
    case "cancel":
      update({ cancel_at_period_end: "true" });
      return;
    case "resume":
      update({ cancel_at_period_end: "false" });
      return;
    case "change":
      update({
        "items[0][id]": form.required("item"),
        "items[0][price]": form.required("price"),
        proration_behavior: "always_invoice",
      });
  }
}

function overview(store: StripeStore): string {
  const customers = [...store.tables.customer.values()].filter((customer) => customer.deleted !== true);
  return page(
    "Stripe, stood in for",
    html`<p>It is ${dateText(store.now())} here.</p>
      ${[1, 7, 31].map(
        (days) => html`<form method="post">
          <input type="hidden" name="days" value="${days}" />
          <button>Let ${days} ${days === 1 ? "day" : "days"} pass</button>
        </form>`,
      )}
      <table>
        <tr><th>Customer</th><th>Subscriptions</th><th>Invoices</th></tr>
        ${customers.map((customer) => {
          const subscriptions = [...store.tables.subscription.values()].filter(
            (subscription) => subscription.customer === customer.id,
          );
          const invoices = [...store.tables.invoice.values()].filter(
            (invoice) => invoice.customer === customer.id,
          );
          return html`<tr>
            <td>${customer.name ?? customer.email ?? customer.id}</td>
            <td>${subscriptions.map(({ status }) => status).join(", ")}</td>
            <td>${invoices.map(
              (invoice) => html`<a href="/pages/invoices/${invoice.id}">${invoice.number ?? "draft"}</a> `,
            )}</td>
          </tr>`;
        })}
      </table>`,
  );
}
