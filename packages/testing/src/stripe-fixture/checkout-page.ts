import type Stripe from "stripe";
import { cardChoice } from "./card-choice.ts";
import { html, money, page } from "./html.ts";

/** Stripe's hosted checkout, as far as one can click through it: pay with a card that is taken or declined, or go back. */
export function checkoutPage(session: Stripe.Checkout.Session, isDeclined: boolean): string {
  const currency = session.currency ?? "usd";
  const rows = (session.line_items?.data ?? []).map(
    (line) => html`<tr>
      <td>${line.description}${line.quantity === null ? ", by use" : ` × ${line.quantity}`}</td>
      <td>${line.quantity === null ? "each month" : money(line.amount_total, currency)}</td>
    </tr>`,
  );
  return page(
    "Checkout",
    html`${isDeclined ? html`<p role="alert">Your card was declined.</p>` : ""}
      <table>${rows}<tr><th>Today</th><th>${money(session.amount_total ?? 0, currency)}</th></tr></table>
      ${cardChoice("Card", "pay", "Subscribe")}
      <p><a href="${session.cancel_url ?? "#"}">Back</a></p>`,
  );
}
