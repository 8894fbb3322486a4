import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type Stripe from "stripe";
import type { Services } from "../../context.ts";
import { inTurn } from "../../in-turn.ts";
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
 * heard of before, and in whichever order, it ends in what Stripe says now. An answer is stored only while no later one was begun: those
 * of one node wait for each other, since events come many at once and would outdo one another.
 */
export function syncOrganization(
  services: Services,
  organizationId: string,
  options: SyncOptions = {},
): Promise<void> {
  return inTurn(`stripe ${organizationId}`, () => sync(services, organizationId, options));
}

async function sync(
  services: Services,
  organizationId: string,
  { invoiceIds = [], at = new Date() }: SyncOptions,
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
    const isStored = await services.snapshots.change(organizationId, (trx) =>
      store(services, trx, { organizationId, asked: begun.asked, state, at }),
    );
    if (isStored) return;
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
  for (const id of asked.invoiceIds) {
    if (recent.some((invoice) => invoice.id === id)) continue;
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
  };
}

function whenMissing<T>(answer: T): (error: unknown) => T {
  return (error) => {
    if (isMissing(error)) return answer;
    throw error;
  };
}

/** Answers false where a later answer was begun. */
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
  if (customer?.asked !== asked) return false;
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
      ...{ organizationId, customerId: customer.customerId, at },
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
    .set({ syncedAt: at.toISOString() })
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
