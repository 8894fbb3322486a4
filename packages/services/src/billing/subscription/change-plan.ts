import {
  AppError,
  type BillingInterval,
  type ChangePlanInput,
  isPlanId,
  type PlanChange,
} from "@patchops/contract";
import type Stripe from "stripe";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { tellUntilNow } from "../meter-outbox/tell-until-now.ts";
import { type PricedPlan, planVersion, pricedPlan } from "../plan/priced-plan.ts";
import { planPrices } from "../stripe/plan-prices.ts";
import {
  dueStatuses,
  flatItem,
  nextMetadata,
  type SubscriptionRow,
  usageItem,
} from "../stripe/read-subscription.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import type { StripePort } from "../stripe/stripe.ts";
import { stripeError } from "../stripe/stripe-error.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";
import { requireFit } from "./require-fit.ts";
import { openSchedule, requireSubscription } from "./require-subscription.ts";
import { uncancel } from "./uncancel.ts";

/**
 * Changes the plan of a subscription. A plan that costs more holds at once, and the rest of the period is charged now; one that costs
 * less, or another interval, holds when the period that is paid ends. Owners. Throws `conflict` where more is in use than the other plan
 * has (`details.over`), where a payment is owed, and for a change that is none; `payment_failed`; `unavailable` where Stripe could not
 * be told what was used before; `billing_not_set_up`.
 */
export async function changePlan(context: Context, input: ChangePlanInput): Promise<PlanChange> {
  requireAccess(context, "billing.change");
  const { services, actor } = context;
  const { organizationId } = actor;
  const stripe = requireStripe(services);
  try {
    const { row, subscription } = await requireSubscription(context, stripe);
    const { plan, known } = await services.database.withOrganization(organizationId, async (trx) => ({
      plan: await pricedPlan(trx, input.plan),
      known: await planVersion(trx, row),
    }));
    if (plan === null) {
      throw new AppError("invalid_input", "That plan is not sold.", {
        next: "To go on with Free, cancel the subscription.",
      });
    }
    const interval = input.interval ?? row.interval;
    refuseNoChange({ row, subscription, plan, interval });
    const isImmediate =
      interval === row.interval && plan.price.monthlyCents > (known?.price?.monthlyCents ?? 0);
    if (!isImmediate) await requireFit(services, organizationId, plan.id);
    const prices = await planPrices(stripe, { plan, interval });
    // What was used until now is charged at the price it was used at: Stripe bills what it was told of, and begins anew.
    if (isImmediate) await tellUntilNow(services, organizationId);
    const schedule = openSchedule(subscription);
    if (schedule !== null) await stripe.client.subscriptionSchedules.release(schedule);
    if (isImmediate) {
      await changeNow(stripe, subscription, prices).catch(async (error: unknown) => {
        // What was planned before goes on to be.
        if (schedule !== null) await planAgain(services, { stripe, row, subscription });
        throw error;
      });
    } else if (plan.id !== row.planId || plan.version !== row.planVersion || interval !== row.interval) {
      await changeLater(stripe, subscription, { prices, plan, interval });
    }
    await services.database.withOrganization(organizationId, (trx) =>
      recordAudit(trx, auditActor(context), {
        action: "billing.change_plan",
        targetKind: "organization",
        targetId: organizationId,
        data: { isImmediate, at: isImmediate ? null : row.periodEnd },
        before: { plan: row.planId, planVersion: row.planVersion, interval: row.interval },
        after: { plan: plan.id, planVersion: plan.version, interval },
      }),
    );
    await syncOrganization(services, organizationId);
    return {
      plan: plan.id,
      interval,
      isImmediate,
      at: isImmediate ? new Date().toISOString() : row.periodEnd,
    };
  } catch (error) {
    throw stripeError(error);
  }
}

function refuseNoChange({
  row,
  subscription,
  plan,
  interval,
}: {
  row: SubscriptionRow;
  subscription: Stripe.Subscription;
  plan: PricedPlan;
  interval: BillingInterval;
}): void {
  if (dueStatuses.includes(subscription.status)) {
    throw new AppError("conflict", "A payment is owed: the plan is changed once it is paid.", {
      next: "Pay at Stripe: Manage payment on the billing page.",
    });
  }
  const isSame = plan.id === row.planId && plan.version === row.planVersion && interval === row.interval;
  // What was planned can be taken back so.
  if (isSame && row.nextPlanId === null) {
    throw new AppError("conflict", `The subscription is for ${plan.name} already.`);
  }
}

interface Prices {
  flat: string;
  calls: string | null;
}

/** Refused as a whole where the card does not pay. */
async function changeNow(
  { client }: StripePort,
  subscription: Stripe.Subscription,
  prices: Prices,
): Promise<void> {
  const [flat, usage] = [flatItem(subscription), usageItem(subscription)];
  await client.subscriptions.update(subscription.id, {
    items: [
      { ...(flat && { id: flat.id }), price: prices.flat },
      ...(prices.calls === null
        ? usage
          ? [{ id: usage.id, deleted: true }]
          : []
        : [{ ...(usage && { id: usage.id }), price: prices.calls }]),
    ],
    proration_behavior: "always_invoice",
    payment_behavior: "error_if_incomplete",
    // Who takes more goes on.
    ...uncancel(subscription),
  });
}

async function planAgain(
  services: Services,
  {
    stripe,
    row,
    subscription,
  }: { stripe: StripePort; row: SubscriptionRow; subscription: Stripe.Subscription },
): Promise<void> {
  const { organizationId, nextPlanId, nextInterval } = row;
  if (nextPlanId === null || !isPlanId(nextPlanId)) return;
  const plan = await services.database.withOrganization(organizationId, (trx) => pricedPlan(trx, nextPlanId));
  if (plan === null) return;
  const interval = nextInterval ?? row.interval;
  const prices = await planPrices(stripe, { plan, interval });
  await changeLater(stripe, subscription, { prices, plan, interval });
}

async function changeLater(
  { client }: StripePort,
  subscription: Stripe.Subscription,
  { prices, plan, interval }: { prices: Prices; plan: PricedPlan; interval: BillingInterval },
): Promise<void> {
  const flat = flatItem(subscription);
  if (flat === undefined) return;
  const goesOn = uncancel(subscription);
  if (Object.keys(goesOn).length > 0) await client.subscriptions.update(subscription.id, goesOn);
  const made = await client.subscriptionSchedules.create({ from_subscription: subscription.id });
  const start = made.phases[0]?.start_date ?? flat.current_period_start;
  await client.subscriptionSchedules.update(made.id, {
    end_behavior: "release",
    metadata: nextMetadata(plan.id, interval),
    phases: [
      {
        start_date: start,
        end_date: flat.current_period_end,
        items: subscription.items.data.map(({ price, quantity }) => ({
          price: price.id,
          ...(price.recurring?.usage_type !== "metered" && { quantity: quantity ?? 1 }),
        })),
        proration_behavior: "none",
      },
      {
        start_date: flat.current_period_end,
        items: [
          { price: prices.flat, quantity: 1 },
          ...(prices.calls === null ? [] : [{ price: prices.calls }]),
        ],
        proration_behavior: "none",
      },
    ],
  });
}
