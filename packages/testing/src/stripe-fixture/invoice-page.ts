import type Stripe from "stripe";
import { cardChoice } from "./card-choice.ts";
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
      ${invoice.status === "open" ? cardChoice("Card", "pay", "Pay") : ""}
      <p><a href="${invoice.invoice_pdf ?? "#"}">PDF</a></p>`,
  );
}
