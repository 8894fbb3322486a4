import type Stripe from "stripe";
import type { StripeStore } from "./stripe-store.ts";

/** Below this nothing is charged (USD): the amount waits on the customer's balance for the next invoice. */
const smallestCharge = 50;

/** Uses a customer's credit for an invoice, and keeps there what an invoice of less than nothing gives back. */
export function applyBalance(store: StripeStore, invoice: Stripe.Invoice, customer: Stripe.Customer): void {
  invoice.starting_balance = customer.balance;
  const owed = invoice.total + customer.balance;
  const isTooSmall = owed > 0 && owed < smallestCharge;
  const ending = owed < smallestCharge ? owed : 0;
  invoice.amount_due = isTooSmall ? 0 : Math.max(0, owed);
  invoice.amount_remaining = invoice.amount_due;
  invoice.ending_balance = ending;
  if (ending !== customer.balance) {
    moveBalance(store, customer, {
      amount: ending - customer.balance,
      type: isTooSmall ? "invoice_too_small" : "applied_to_invoice",
      invoice: invoice.id,
    });
  }
}

interface Movement {
  amount: number;
  type: Stripe.CustomerBalanceTransaction.Type;
  invoice?: string;
  creditNote?: string;
  description?: string;
  metadata?: Stripe.Metadata;
}

/** Negative amounts are a credit to the customer. */
export function moveBalance(
  store: StripeStore,
  customer: Stripe.Customer,
  movement: Movement,
): Stripe.CustomerBalanceTransaction {
  customer.balance += movement.amount;
  return store.add("customer_balance_transaction", {
    id: store.idOf("customer_balance_transaction"),
    object: "customer_balance_transaction",
    amount: movement.amount,
    checkout_session: null,
    created: store.now(customer.id),
    credit_note: movement.creditNote ?? null,
    currency: customer.currency ?? "usd",
    customer: customer.id,
    customer_account: null,
    description: movement.description ?? null,
    ending_balance: customer.balance,
    invoice: movement.invoice ?? null,
    livemode: false,
    metadata: movement.metadata ?? {},
    type: movement.type,
  } satisfies Stripe.CustomerBalanceTransaction);
}
