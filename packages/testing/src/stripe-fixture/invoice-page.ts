import type Stripe from "stripe";
import { dateText, html, money, page } from "./html.ts";

export function invoicePage(invoice: Stripe.Invoice): string {
  const rows = invoice.lines.data.map(
    (line) => html`<tr>
      <td>${line.description}<br /><small>${dateText(line.period.start)} to ${dateText(line.period.end)}</small></td>
      <td>${money(line.amount, invoice.currency)}</td>
    </tr>`,
  );
  return page(
    `Invoice ${invoice.number ?? "(draft)"}`,
    html`<p>${invoice.customer_email} · ${invoice.status}</p>
      <table>${rows}
        <tr><th>Total</th><th>${money(invoice.total, invoice.currency)}</th></tr>
        <tr><th>Due</th><th>${money(invoice.amount_remaining, invoice.currency)}</th></tr>
      </table>
      ${
        invoice.status === "open"
          ? html`<form method="post">
              <label>Card <select name="last4">
                <option value="4242">4242 (is taken)</option>
                <option value="0341">0341 (is declined)</option>
              </select></label>
              <button name="do" value="pay">Pay</button>
            </form>`
          : ""
      }
      <p><a href="${invoice.invoice_pdf ?? "#"}">PDF</a></p>`,
  );
}
