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
import { planVersion } from "./priced-plan.ts";
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
    const billed =
      subscription === undefined
        ? { settled: 0, charged: 0 }
        : await billedCalls(trx, { subscription, period, calls, now });
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
      overage: overageOf({ ...organization, paid, callsAllowed: overageCalls, calls, ...billed }),
      credits: await readCredits(trx, organizationId),
    };
  });
}

/**
 * What of a month's calls is settled: those from before the subscription or in its trial, which nobody pays for, and those that an invoice
 * of this month has charged already, since the plan was changed after them. And how many beyond the plan the next one charges for sure,
 * whatever the cap is now.
 */
async function billedCalls(
  trx: Transaction,
  {
    subscription,
    period,
    calls,
    now,
  }: { subscription: SubscriptionRow; period: string; calls: number; now: Date },
): Promise<Pick<OverageFacts, "settled" | "charged">> {
  const { organizationId, id: subscriptionId, planId, planVersion: version, trialEndsAt } = subscription;
  if (trialEndsAt !== null && now.toISOString() < trialEndsAt) return { settled: calls, charged: 0 };
  const price = { subscriptionId, planId, planVersion: version };
  const { usedBefore, told } = await readSegment(trx, { organizationId, period, price });
  const included = (await planVersion(trx, subscription))?.callsPerMonth ?? null;
  return { settled: usedBefore, charged: included === null ? 0 : Math.max(0, told - included) };
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
  /** Those beyond the plan that Stripe was told of. */
  charged: number;
}

function overageOf(facts: OverageFacts): Overage | null {
  const { paid, allowsOverage, overageCapCents, callsAllowed, calls, settled, charged } = facts;
  const { callsPerMonth, price, limits, overageCalls } = paid;
  const rate = price?.overage ?? null;
  if (rate === null || callsPerMonth === null) return null;
  // What went on beyond the cap, while it could not be asked, nobody pays for; what a larger one let through stays.
  const most = callsPerMonth + Math.max(overageCalls ?? Number.POSITIVE_INFINITY, settled + charged);
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
