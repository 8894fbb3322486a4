import { isPlanId, plans, priceBeyond } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { planVersion } from "../plan/priced-plan.ts";
import { invoicePending } from "../stripe/invoice-pending.ts";
import { lateCallsKey } from "../stripe/late-calls-key.ts";
import { currentOf } from "../stripe/read-subscription.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import type { StripePort } from "../stripe/stripe.ts";
import type { OutboxRow } from "./system/outbox-rows.ts";

/**
 * Puts units of a month whose invoice is made on the customer's next invoice, as a line that says so, at the price that the month had.
 * Tried again it finds the line that is there: nothing is charged twice, however long after. Units that the month's price includes need
 * no line. Who has no subscription any more gets an invoice for it.
 */
export async function chargeLateUnits(services: Services, row: OutboxRow): Promise<void> {
  const { organizationId, customerId } = row;
  const terms = await services.database.withOrganization(organizationId, (trx) => readTerms(trx, row));
  if (terms.cents === 0) return;
  const stripe = requireStripe(services);
  const isThere = row.attempts > 1 && (await isCharged(stripe, row));
  if (!isThere) await charge(stripe, row, terms);
  if (!terms.isSubscribed) await invoicePending(stripe, customerId);
}

async function charge({ client }: StripePort, row: OutboxRow, terms: Terms): Promise<void> {
  const { customerId, delta, identifier, period } = row;
  const [start, end] = [Date.parse(period), nextMonth(period)].map((ms) => ms / 1_000);
  const month = new Date(period).toLocaleDateString("en", {
    ...{ month: "long", year: "numeric", timeZone: "UTC" },
  });
  await client.invoiceItems.create(
    {
      ...{ customer: customerId, currency: "usd", amount: terms.cents },
      description: `Calls on ${terms.planName} in ${month}, counted after its invoice`,
      period: { start: start ?? 0, end: end ?? 0 },
      metadata: { patchops_usage: identifier, [lateCallsKey]: String(delta) },
    },
    { maxNetworkRetries: 0, idempotencyKey: `patchops-usage-${identifier}` },
  );
}

function nextMonth(period: string): number {
  const start = new Date(period);
  return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1);
}

interface Terms {
  /** What the month costs with them, less what it cost without. */
  cents: number;
  planName: string;
  isSubscribed: boolean;
}

async function readTerms(
  trx: Transaction,
  { organizationId, period, delta, subscriptionId, planId, planVersion: version }: OutboxRow,
): Promise<Terms> {
  const subscriptions = await trx
    .selectFrom("billingSubscriptions")
    .select(["status", "startedAt"])
    .where("organizationId", "=", organizationId)
    .execute();
  const isSubscribed = currentOf(subscriptions) !== undefined;
  const planName = planId !== null && isPlanId(planId) ? plans[planId].name : (planId ?? "");
  const sold =
    planId === null || version === null ? null : await planVersion(trx, { planId, planVersion: version });
  const rate = sold?.price?.overage ?? null;
  const included = sold?.callsPerMonth ?? null;
  if (rate === null || included === null) return { cents: 0, planName, isSubscribed };
  const { told } = await trx
    .selectFrom("meterOutbox")
    .select(sql<number>`coalesce(sum(delta), 0)::bigint`.as("told"))
    .where("organizationId", "=", organizationId)
    .where("meter", "=", "calls")
    .where("period", "=", period)
    .where("subscriptionId", "=", subscriptionId)
    .where("planId", "=", planId)
    .where("planVersion", "=", version)
    .where("state", "=", "sent")
    .executeTakeFirstOrThrow();
  const cost = (calls: number) => priceBeyond(rate, Math.max(0, calls - included));
  return { cents: cost(told + delta) - cost(told), planName, isSubscribed };
}

/** Stripe forgets an idempotency key after a day; the line itself says what it is of. */
async function isCharged(
  { client }: StripePort,
  { customerId, createdAt, identifier }: OutboxRow,
): Promise<boolean> {
  const since = Math.floor(Date.parse(createdAt) / 1_000) - 3_600;
  for await (const { metadata } of client.invoiceItems.list({
    ...{ customer: customerId, created: { gte: since }, limit: 100 },
  })) {
    if (metadata?.patchops_usage === identifier) return true;
  }
  return false;
}
