import type { Transaction } from "@patchops/db";
import type { Services } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { planVersion } from "../plan/priced-plan.ts";
import type { SubscriptionRow } from "../stripe/read-subscription.ts";
import { insertUnits, type UnitPrice } from "./insert-units.ts";
import { readSegment } from "./read-segment.ts";
import { toldSince } from "./told-since.ts";
import { unitsToTell } from "./units-to-tell.ts";

const meter = "calls";
const nobody: UnitPrice = { subscriptionId: null, planId: null, planVersion: null };

export interface CountOptions {
  organizationId: string;
  customerId: string;
  /** Which one pays for them; undefined = none does. */
  subscription: SubscriptionRow | undefined;
  at: Date;
  /** What comes after has another price: how far was counted is noted, even where there is nothing to tell. */
  closes?: boolean;
}

/**
 * Puts the units that came to an organization's usage since the last time into the outbox, as one whole number a month. The caller
 * holds the customer's row, so that nobody counts the same units meanwhile.
 */
export async function countUnits(services: Services, trx: Transaction, options: CountOptions): Promise<void> {
  const { organizationId, subscription, at } = options;
  const month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  const before = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1);
  for (const [periodMs, toldAt] of [
    [before, new Date(month - 1_000)],
    [month, at],
  ] as const) {
    const period = new Date(periodMs).toISOString().slice(0, 10);
    const used = await readUsed(trx, organizationId, period);
    if (used === 0) continue;
    const price =
      subscription !== undefined && holds(subscription, toldAt)
        ? await priceOf(trx, { subscription, period, toldAt })
        : nobody;
    await countMonth(services, trx, { ...options, ...{ period, toldAt, used, price } });
  }
}

async function countMonth(
  services: Services,
  trx: Transaction,
  options: CountOptions & { period: string; toldAt: Date; used: number; price: UnitPrice },
): Promise<void> {
  const { organizationId, customerId, at, closes = false, period, toldAt, used, price } = options;
  const segment = await readSegment(trx, { organizationId, period, price });
  const isPaid = price.subscriptionId !== null;
  const delta = isPaid
    ? unitsToTell({
        ...(await limitsOf(services, trx, { organizationId, price })),
        used: used - segment.usedBefore,
        told: segment.told,
      }) - segment.told
    : used - segment.counted;
  if (delta === 0 && !(closes && used !== segment.counted)) return;
  await insertUnits(trx, {
    ...{ organizationId, customerId, period, toldAt, delta, used, ...price },
    state: isPaid && delta !== 0 ? "queued" : "unbilled",
    isLate: toldAt < toldSince(at),
  });
}

/** What a month is charged at: the plan of now, or for a month that ended the one that was told of last. */
async function priceOf(
  trx: Transaction,
  { subscription, period, toldAt }: { subscription: SubscriptionRow; period: string; toldAt: Date },
): Promise<UnitPrice> {
  const { organizationId, id: subscriptionId, planId, planVersion } = subscription;
  const last =
    subscription.periodStart <= toldAt.toISOString()
      ? undefined
      : await trx
          .selectFrom("meterOutbox")
          .select(["planId", "planVersion"])
          .where("organizationId", "=", organizationId)
          .where("meter", "=", meter)
          .where("period", "=", period)
          .where("subscriptionId", "=", subscriptionId)
          .orderBy("hour", "desc")
          .orderBy("sequence", "desc")
          .limit(1)
          .executeTakeFirst();
  return { subscriptionId, planId, planVersion, ...last };
}

async function limitsOf(
  services: Services,
  trx: Transaction,
  { organizationId, price }: { organizationId: string; price: UnitPrice },
) {
  const organization = await trx
    .selectFrom("organizations")
    .select(["plan", planTerms().as("planTerms")])
    .where("id", "=", organizationId)
    .executeTakeFirstOrThrow();
  const { planId, planVersion: version } = price;
  const sold =
    planId === null || version === null ? null : await planVersion(trx, { planId, planVersion: version });
  const isOfNow = planId === organization.plan && version === organization.planTerms.version;
  // The limits of Free, while a payment is missing, change nothing of what was used before.
  const { callsPerMonth, overageCalls } = planOf(services, {
    plan: planId ?? organization.plan,
    planTerms: {
      ...organization.planTerms,
      ...(!isOfNow && sold !== null && { version, content: sold.content }),
      isLimited: false,
    },
  });
  return { priced: sold?.callsPerMonth ?? null, included: callsPerMonth, overage: overageCalls };
}

async function readUsed(trx: Transaction, organizationId: string, period: string): Promise<number> {
  const usage = await trx
    .selectFrom("usagePeriods")
    .select("used")
    .where("organizationId", "=", organizationId)
    .where("period", "=", period)
    .where("meter", "=", meter)
    .executeTakeFirst();
  return usage?.used ?? 0;
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
