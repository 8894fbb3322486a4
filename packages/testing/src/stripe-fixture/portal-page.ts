import type Stripe from "stripe";
import { cardChoice } from "./card-choice.ts";
import { dateText, html, money, page } from "./html.ts";
import { idOf } from "./id-of.ts";
import { isMetered, productName } from "./item-lines.ts";
import type { StripeStore } from "./stripe-store.ts";

/** Stripe's customer portal: payment method, invoices, and, where its configuration lets one, change of plan and cancellation. */
export function portalPage(store: StripeStore, session: Stripe.BillingPortal.Session): string {
  const customer = store.customer(session.customer);
  const features = store.tables["billing_portal.configuration"].get(idOf(session.configuration))?.features;
  const method = store.tables.payment_method.get(idOf(customer.invoice_settings.default_payment_method));
  const subscriptions = [...store.tables.subscription.values()].filter(
    (subscription) => subscription.customer === customer.id && subscription.status !== "canceled",
  );
  const invoices = [...store.tables.invoice.values()].filter(
    (invoice) => invoice.customer === customer.id && invoice.status !== "draft",
  );
  return page(
    "Customer portal",
    html`<p>${customer.email} · balance ${money(customer.balance, customer.currency ?? "usd")}</p>
      <h2>Payment method</h2>
      <p>Card ending in ${method?.card?.last4 ?? "none"}</p>
      ${cardChoice("New card", "card", "Save card")}
      ${subscriptions.map((subscription) => subscriptionPart(store, subscription, features))}
      <h2>Invoices</h2>
      <table>
        ${invoices.map(
          (invoice) => html`<tr>
            <td>${dateText(invoice.created)}</td>
            <td><a href="${invoice.hosted_invoice_url}">${invoice.number}</a> ${invoice.status}</td>
            <td>${money(invoice.total, invoice.currency)}</td>
          </tr>`,
        )}
      </table>
      <p><a href="${session.return_url ?? "#"}">Return</a></p>`,
  );
}

function subscriptionPart(
  store: StripeStore,
  subscription: Stripe.Subscription,
  features: Stripe.BillingPortal.Configuration.Features | undefined,
) {
  const mayCancel = features?.subscription_cancel.enabled ?? true;
  const mayChange = features?.subscription_update.enabled ?? true;
  const flat = subscription.items.data.find(({ price }) => !isMetered(price));
  const others = [...store.tables.price.values()].filter(
    (price) => price.active && price.type === "recurring" && !isMetered(price) && price.id !== flat?.price.id,
  );
  return html`<h2>${subscription.items.data.map((item) => productName(store, item)).join(", ")}</h2>
    <p>${subscription.status}${
      subscription.cancel_at === null ? "" : `, ends ${dateText(subscription.cancel_at)}`
    }</p>
    ${
      mayCancel
        ? html`<form method="post">
            <input type="hidden" name="subscription" value="${subscription.id}" />
            ${
              subscription.cancel_at === null
                ? html`<button name="do" value="cancel">Cancel at the period's end</button>`
                : html`<button name="do" value="resume">Do not cancel</button>`
            }
          </form>`
        : ""
    }
    ${
      mayChange && flat !== undefined
        ? html`<form method="post">
            <input type="hidden" name="subscription" value="${subscription.id}" />
            <input type="hidden" name="item" value="${flat.id}" />
            <select name="price">${others.map(
              (price) =>
                html`<option value="${price.id}">
                  ${store.tables.product.get(idOf(price.product))?.name} ${money(price.unit_amount ?? 0, price.currency)} a ${price.recurring?.interval}
                </option>`,
            )}</select>
            <button name="do" value="change">Change plan</button>
          </form>`
        : ""
    }`;
}
