import type { StripePort } from "./stripe.ts";

/** Makes an invoice of what waits for one, for a customer without a subscription whose next invoice it would be on. */
export async function invoicePending({ client }: StripePort, customerId: string): Promise<void> {
  const { data } = await client.invoiceItems.list({ customer: customerId, pending: true, limit: 1 });
  if (data.length === 0) return;
  await client.invoices.create({
    ...{ customer: customerId, auto_advance: true, pending_invoice_items_behavior: "include" },
  });
}
