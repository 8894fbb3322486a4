import {
  isPlanField,
  type Overage,
  type PlanOverview,
  planFieldOf,
  planFields,
  priceBeyond,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../../context.ts";
import { keepDaysOf } from "../../keep-days-of.ts";
import { type EffectivePlan, planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { requireAccess } from "../../require-access.ts";
import { periodOf } from "../../usage/index.ts";
import { readSegment } from "../meter-outbox/read-segment.ts";
import { currentOf, type SubscriptionRow } from "../stripe/read-subscription.ts";
import { readCredits } from "./read-credits.ts";

/** What the organization has of its plan, what it used of it this month. */
export async function planOverview(context: Context): Promise<PlanOverview> {
  requireAccess(context, "plan.current");
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.meter.flush();
  const now = new Date();
  const { period, resetsAt } = periodOf(now);
  return services.database.withOrganization(organizationId, async (trx) => {
    const organization = await trx
      .selectFrom("organizations")
      .select(["plan", "runLogDays", "payloadDays", "allowsOverage", "overageCapCents"])
      .select(planTerms().as("planTerms"))
      .where("id", "=", organizationId)
      .executeTakeFirstOrThrow();
    const rows = await trx
      .selectFrom("usagePeriods")
      .select(["meter", "used"])
      .where("organizationId", "=", organizationId)
      .where("period", "=", period)
      .execute();
    const overrides = await trx
      .selectFrom("planOverrides")
      .select(["field", "value", "reason", "endsAt", "createdAt"])
      .where("organizationId", "=", organizationId)
      .where((where) => where.or([where("endsAt", "is", null), where("endsAt", ">", now.toISOString())]))
      .execute();
    const used = (meter: string) => rows.find((row) => row.meter === meter)?.used ?? 0;
    const { id, version, isLimited, overageCalls, ...plan } = planOf(services, organization);
    const bare = planOf(services, {
      ...organization,
      planTerms: { ...organization.planTerms, overrides: null },
    });
    const calls = used("calls");
    const subscriptions = await trx
      .selectFrom("billingSubscriptions")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .execute();
    const subscription = currentOf(subscriptions);
    // The limits of Free, while a payment is missing, change nothing of what was used before.
    const paid = planOf(services, {
      ...organization,
      planTerms: { ...organization.planTerms, isLimited: false },
    });
    const settled =
      subscription === undefined ? 0 : await settledCalls(trx, { subscription, period, calls, now });
    const fields = Object.keys(planFields);
    return {
      ...{ id, version, isLimited, plan, period, resetsAt },
      overrides: overrides
        .flatMap(({ field, value, ...rest }) =>
          isPlanField(field) && typeof value !== "boolean"
            ? [{ field, value, planValue: planFieldOf(bare, field), ...rest }]
            : [],
        )
        .sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field)),
      keepDays: keepDaysOf(services, plan, organization),
      used: { calls, executions: used("executions"), cpuSeconds: Math.round(used("cpu_ms") / 1_000) },
      overage: overageOf({ ...organization, paid, callsAllowed: overageCalls, calls, settled }),
      credits: await readCredits(trx, organizationId),
    };
  });
}

/**
 * How many of a month's calls the next invoice leaves out: those from before the subscription or in its trial, which nobody pays for,
 * and those that an invoice of this month has charged already, since the plan was changed after them.
 */
async function settledCalls(
  trx: Transaction,
  {
    subscription,
    period,
    calls,
    now,
  }: { subscription: SubscriptionRow; period: string; calls: number; now: Date },
): Promise<number> {
  const { organizationId, id: subscriptionId, planId, planVersion, trialEndsAt } = subscription;
  if (trialEndsAt !== null && now.toISOString() < trialEndsAt) return calls;
  const price = { subscriptionId, planId, planVersion };
  return (await readSegment(trx, { organizationId, period, price })).usedBefore;
}

interface OverageFacts {
  /** The plan as it is billed. */
  paid: EffectivePlan;
  allowsOverage: boolean;
  overageCapCents: number | null;
  callsAllowed: number | null;
  /** Of this month. */
  calls: number;
  /** Those of them that the next invoice leaves out. */
  settled: number;
}

function overageOf(facts: OverageFacts): Overage | null {
  const { paid, allowsOverage, overageCapCents, callsAllowed, calls, settled } = facts;
  const { callsPerMonth, price, limits, overageCalls } = paid;
  const rate = price?.overage ?? null;
  if (rate === null || callsPerMonth === null) return null;
  // What went on beyond the cap, while it could not be asked, nobody pays for.
  const most = callsPerMonth + (overageCalls ?? Number.POSITIVE_INFINITY);
  const beyond = Math.max(0, Math.min(calls, most) - callsPerMonth - settled);
  return {
    ...{ cents: rate.cents, calls: rate.calls, capCents: overageCapCents },
    isOn: allowsOverage || limits === "soft",
    isAlwaysOn: limits === "soft",
    callsAllowed,
    used: beyond,
    usedCents: priceBeyond(rate, beyond),
    freeCalls: Math.max(0, callsPerMonth + settled - calls),
  };
}
