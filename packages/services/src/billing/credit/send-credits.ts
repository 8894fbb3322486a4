import type { Services } from "../../context.ts";
import type { StripePort } from "../stripe/stripe.ts";
import { isStripeError } from "../stripe/stripe-error.ts";
import { pendingCredits, storeCreditState } from "./system/pending-credits.ts";

/** Stripe knows an idempotency key for 24 hours. */
const keyHoldsMs = 23 * 3_600_000;

type Credit = Awaited<ReturnType<typeof pendingCredits>>[number];

/**
 * A worker's job: tells Stripe of credits, which lower the next invoices, and of refunds, which pay an invoice back. One that broke off
 * is sent again under the same idempotency key, and looked for first when Stripe may have forgotten that; what Stripe refuses is marked so,
 * for the operator to see.
 */
export async function sendCredits(services: Services, at = new Date()): Promise<void> {
  const { stripe, database, log } = services;
  if (stripe === null) return;
  for (const credit of await pendingCredits(database)) {
    const { organizationId, id } = credit;
    try {
      const isOld = at.getTime() - Date.parse(credit.createdAt) > keyHoldsMs;
      const stripeId = (isOld ? await find(stripe, credit) : undefined) ?? (await send(stripe, credit));
      await storeCreditState(database, credit, { state: "sent", stripeId, lastError: null });
    } catch (error) {
      if (!isStripeError(error) || error.type !== "StripeInvalidRequestError") {
        log.warn({ error, organizationId, id }, "a credit did not reach Stripe; it is sent again");
        continue;
      }
      log.error({ error, organizationId, id }, "Stripe refused a credit");
      const lastError = error.message.slice(0, 500);
      await storeCreditState(database, credit, { state: "failed", stripeId: null, lastError });
    }
  }
}

async function send({ client }: StripePort, credit: Credit): Promise<string> {
  const { id, kind, amountCents, currency, reason, invoiceId, customerId } = credit;
  const options = { idempotencyKey: `patchops-credit-${id}` };
  const metadata = { patchops_credit: id };
  if (kind === "refund" && invoiceId !== null) {
    const note = await client.creditNotes.create(
      { invoice: invoiceId, amount: amountCents, refund_amount: amountCents, memo: reason, metadata },
      options,
    );
    return note.id;
  }
  const transaction = await client.customers.createBalanceTransaction(
    customerId,
    { amount: -amountCents, currency, description: reason, metadata },
    options,
  );
  return transaction.id;
}

/** What it became at Stripe, where it came through and its answer did not. */
async function find(
  { client }: StripePort,
  { id, kind, invoiceId, customerId }: Credit,
): Promise<string | undefined> {
  const there =
    kind === "refund" && invoiceId !== null
      ? client.creditNotes.list({ invoice: invoiceId, limit: 100 })
      : client.customers.listBalanceTransactions(customerId, { limit: 100 });
  for await (const made of there) if (made.metadata?.patchops_credit === id) return made.id;
  return undefined;
}
