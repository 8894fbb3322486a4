import type Stripe from "stripe";
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
  const card = html`<label>Card <select name="last4">
    <option value="4242">4242 (is taken)</option>
    <option value="0341">0341 (is declined)</option>
  </select></label>`;
  return page(
    "Checkout",
    html`${isDeclined ? html`<p role="alert">Your card was declined.</p>` : ""}
      <table>${rows}<tr><th>Today</th><th>${money(session.amount_total ?? 0, currency)}</th></tr></table>
      <form method="post">${card} <button name="do" value="pay">Subscribe</button></form>
      <p><a href="${session.cancel_url ?? "#"}">Back</a></p>`,
  );
}
