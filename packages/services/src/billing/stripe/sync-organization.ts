import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type Stripe from "stripe";
import type { Services } from "../../context.ts";
import { followPayment } from "../dunning/follow-payment.ts";
import { countUnits } from "../meter-outbox/count-units.ts";
import { type InvoiceRow, readInvoice } from "./read-invoice.ts";
import { currentOf, readSubscription, type SubscriptionRow } from "./read-subscription.ts";
import { requireStripe } from "./require-stripe.ts";
import { storePlanOf } from "./store-plan-of.ts";
import type { StripePort } from "./stripe.ts";
import { isMissing } from "./stripe-error.ts";

/** A year of invoices; older ones are fetched when something is told of them. */
const recentInvoices = 24;
const maxTries = 5;

export interface SyncOptions {
  /** Older invoices that something was told of. */
  invoiceIds?: readonly string[];
  at?: Date;
}

/**
 * Asks Stripe how an organization stands and stores that: subscriptions, invoices, the plan that follows, what is owed. Whatever was
 * heard of before, and in whichever order, it ends in what Stripe says now. Many may ask at the same time, on many nodes: an answer is
 * left alone where one that was asked for later is stored, since that one knows all that led to this.
 */
export async function syncOrganization(
  services: Services,
  organizationId: string,
  { invoiceIds = [], at = new Date() }: SyncOptions = {},
): Promise<void> {
  const stripe = requireStripe(services);
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const begun = await services.database.withOrganization(organizationId, (trx) =>
      begin(trx, organizationId),
    );
    if (begun === undefined) return;
    const state = await fetchState(stripe, {
      ...{ organizationId, customerId: begun.customerId, invoiceIds, fetchedAt: at.toISOString() },
    });
    const isStored = await services.snapshots.change(
      organizationId,
      (trx) => store(services, trx, { organizationId, asked: begun.asked, state, at }),
      (outcome) => outcome,
    );
    // A later answer has all but the older invoices that this one was asked for.
    if (isStored || !state.hasOlder) return;
  }
  throw new AppError("unavailable", "Others ask Stripe about this organization at the same time.", {
    retryAfterSeconds: 5,
  });
}

function begin(trx: Transaction, organizationId: string) {
  return trx
    .updateTable("billingCustomers")
    .set(({ eb }) => ({ asked: eb("asked", "+", 1) }))
    .where("organizationId", "=", organizationId)
    .returning(["asked", "customerId"])
    .executeTakeFirst();
}

interface State {
  subscriptions: SubscriptionRow[];
  invoices: InvoiceRow[];
  /** Invoices that are there no more: drafts that were thrown away. */
  gone: string[];
  /** Whether it was asked for invoices that are not among the newest. */
  hasOlder: boolean;
}

async function fetchState(
  stripe: StripePort,
  asked: { organizationId: string; customerId: string; invoiceIds: readonly string[]; fetchedAt: string },
): Promise<State> {
  const { client } = stripe;
  const { organizationId, customerId: customer, fetchedAt } = asked;
  const subscriptions: Stripe.Subscription[] = await client.subscriptions
    .list({ customer, status: "all", limit: 100, expand: ["data.schedule"] })
    .autoPagingToArray({ limit: 500 })
    // A customer who was deleted at Stripe has none any more.
    .catch(whenMissing([]));
  const recent: Stripe.Invoice[] = await client.invoices
    .list({ customer, limit: recentInvoices })
    .then(({ data }) => data)
    .catch(whenMissing([]));
  const gone: string[] = [];
  const older = asked.invoiceIds.filter((id) => !recent.some((invoice) => invoice.id === id));
  for (const id of older) {
    const invoice = await client.invoices.retrieve(id).catch(whenMissing(null));
    if (invoice === null) gone.push(id);
    else recent.push(invoice);
  }
  const invoices: InvoiceRow[] = [];
  for (const invoice of recent)
    invoices.push(await readInvoice(stripe, { organizationId, invoice, fetchedAt }));
  return {
    subscriptions: subscriptions.flatMap(
      (subscription) => readSubscription(organizationId, subscription, fetchedAt) ?? [],
    ),
    invoices,
    gone,
    hasOlder: older.length > 0,
  };
}

function whenMissing<T>(answer: T): (error: unknown) => T {
  return (error) => {
    if (isMissing(error)) return answer;
    throw error;
  };
}

/** Answers false where an answer that was asked for later is stored. */
async function store(
  services: Services,
  trx: Transaction,
  { organizationId, asked, state, at }: { organizationId: string; asked: number; state: State; at: Date },
): Promise<boolean> {
  const customer = await trx
    .selectFrom("billingCustomers")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .forUpdate()
    .executeTakeFirst();
  if (customer === undefined || customer.answered >= asked) return false;
  const known = await trx
    .selectFrom("billingSubscriptions")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .execute();
  const before = currentOf(known);
  const after = currentOf(state.subscriptions);
  for (const row of state.subscriptions) await storeSubscription(trx, row);
  // Those that Stripe has no more: its customer was deleted there.
  const there = new Set(state.subscriptions.map(({ id }) => id));
  for (const row of known.filter(({ id, endedAt }) => endedAt === null && !there.has(id))) {
    await storeSubscription(trx, { ...row, status: "canceled", endedAt: at.toISOString() });
  }
  if (before?.id !== after?.id) {
    const ended = before && { ...before, endedAt: at.toISOString() };
    await countUnits(services, trx, {
      ...{ organizationId, customerId: customer.customerId, at, closes: true },
      // Units up to now are the ended one's; what was used before the first one began is nobody's.
      subscription: state.subscriptions.find(({ id }) => id === before?.id) ?? ended,
    });
  }
  for (const row of state.invoices) await storeInvoice(trx, row);
  if (state.gone.length > 0) {
    await trx
      .deleteFrom("billingInvoices")
      .where("organizationId", "=", organizationId)
      .where("id", "in", state.gone)
      .execute();
  }
  await storePlanOf(trx, { organizationId, before, after });
  await followPayment(services, trx, { customer, subscription: after, invoices: state.invoices, at });
  await trx
    .updateTable("billingCustomers")
    .set({ answered: asked, syncedAt: at.toISOString() })
    .where("organizationId", "=", organizationId)
    .execute();
  return true;
}

async function storeSubscription(trx: Transaction, row: SubscriptionRow): Promise<void> {
  await trx
    .insertInto("billingSubscriptions")
    .values(row)
    .onConflict((conflict) => conflict.columns(["organizationId", "id"]).doUpdateSet(row))
    .execute();
}

async function storeInvoice(trx: Transaction, row: InvoiceRow): Promise<void> {
  await trx
    .insertInto("billingInvoices")
    .values(row)
    .onConflict((conflict) => conflict.columns(["organizationId", "id"]).doUpdateSet(row))
    .execute();
}
