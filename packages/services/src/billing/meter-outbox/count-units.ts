import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { planVersion } from "../plan/priced-plan.ts";
import type { SubscriptionRow } from "../stripe/read-subscription.ts";
import { insertUnits } from "./insert-units.ts";
import { unitsToTell } from "./units-to-tell.ts";

/** Until then Stripe has not closed the month that ended: units of it are told as of its last second. */
const graceOfMonthMs = 55 * 60_000;

const meter = "calls";

export interface CountOptions {
  organizationId: string;
  customerId: string;
  /** Which one pays for them; undefined = none does. */
  subscription: SubscriptionRow | undefined;
  at: Date;
}

/**
 * Puts the units that came to an organization's usage since the last time into the outbox, as one whole number a month. The caller
 * holds the customer's row, so that nobody counts the same units meanwhile. Answers how many rows there are to send.
 */
export async function countUnits(
  services: Services,
  trx: Transaction,
  options: CountOptions,
): Promise<number> {
  const { organizationId, customerId, subscription, at } = options;
  const month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  const before = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1);
  const isBeforeOpen = at.getTime() - month < graceOfMonthMs;
  const limits = subscription && (await limitsOf(services, trx, subscription));
  let toSend = 0;
  for (const [periodMs, toldAt] of [
    [before, isBeforeOpen ? new Date(month - 1_000) : at],
    [month, at],
  ] as const) {
    const period = new Date(periodMs).toISOString().slice(0, 10);
    const { used, counted } = await readCounts(trx, organizationId, period);
    const delta = (limits ? unitsToTell({ ...limits, used }) : used) - counted;
    if (delta === 0) continue;
    const isBilled = subscription !== undefined && holds(subscription, toldAt);
    await insertUnits(trx, {
      ...{ organizationId, customerId, period, toldAt, delta },
      state: isBilled ? "queued" : "unbilled",
    });
    if (isBilled) toSend += 1;
  }
  return toSend;
}

async function limitsOf(services: Services, trx: Transaction, { organizationId, ...row }: SubscriptionRow) {
  const organization = await trx
    .selectFrom("organizations")
    .select(["plan", planTerms().as("planTerms")])
    .where("id", "=", organizationId)
    .executeTakeFirstOrThrow();
  // The limits of Free, while a payment is missing, change nothing of what was used before.
  const { callsPerMonth, overageCalls } = planOf(services, {
    plan: organization.plan,
    planTerms: { ...organization.planTerms, isLimited: false },
  });
  const sold = await planVersion(trx, row);
  return { priced: sold?.callsPerMonth ?? null, included: callsPerMonth, overage: overageCalls };
}

async function readCounts(
  trx: Transaction,
  organizationId: string,
  period: string,
): Promise<{ used: number; counted: number }> {
  const usage = await trx
    .selectFrom("usagePeriods")
    .select("used")
    .where("organizationId", "=", organizationId)
    .where("period", "=", period)
    .where("meter", "=", meter)
    .executeTakeFirst();
  const { counted } = await trx
    .selectFrom("meterOutbox")
    .select(sql<number>`coalesce(sum(delta), 0)`.as("counted"))
    .where("organizationId", "=", organizationId)
    .where("meter", "=", meter)
    .where("period", "=", period)
    .where("state", "<>", "missing")
    .executeTakeFirstOrThrow();
  return { used: usage?.used ?? 0, counted };
}

/** Whether a subscription is charged for what is used at a moment. A trial's use is free. */
function holds({ startedAt, endedAt, trialEndsAt }: SubscriptionRow, at: Date): boolean {
  const moment = at.toISOString();
  return (
    startedAt <= moment &&
    (endedAt === null || moment < endedAt) &&
    (trialEndsAt === null || moment >= trialEndsAt)
  );
}
