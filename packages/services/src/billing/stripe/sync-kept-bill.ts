import type { Services } from "../../context.ts";
import { taxOf } from "./read-invoice.ts";
import { requireStripe } from "./require-stripe.ts";
import { isMissing } from "./stripe-error.ts";
import { isBillKept, updateKeptBill } from "./system/kept-bills.ts";

/**
 * Asks Stripe what became of a bill of an organization that is deleted: the last one has a number an hour after the deletion, and is
 * paid, written off or refunded later still. Of others nothing is kept.
 */
export async function syncKeptBill(
  services: Services,
  bill: { customerId: string; id: string },
): Promise<void> {
  if (!(await isBillKept(services.database, bill))) return;
  const invoice = await requireStripe(services)
    .client.invoices.retrieve(bill.id)
    .catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
  if (invoice === null) return;
  const { number, status, total, amount_paid: amountPaid } = invoice;
  await updateKeptBill(services.database, bill, {
    ...{ number, status: status ?? "draft", tax: taxOf(invoice), total, amountPaid },
  });
}
