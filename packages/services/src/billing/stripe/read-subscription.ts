import type { BillingInterval } from "@patchops/contract";
import type { Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import type Stripe from "stripe";
import { readPrice } from "./price-ref.ts";

export type SubscriptionRow = Selectable<Tables["billingSubscriptions"]>;

/** Those that give a plan. One whose first payment was never made gives none. */
export const liveStatuses: readonly string[] = ["trialing", "active", "past_due", "unpaid", "paused"];
/** Those for which a payment is owed. */
export const dueStatuses: readonly string[] = ["past_due", "unpaid"];

const iso = (seconds: number) => new Date(seconds * 1_000).toISOString();
const isoOrNull = (seconds: number | null) => (seconds === null ? null : iso(seconds));

/** The item that is paid ahead, by month or year. */
export function flatItem(subscription: Stripe.Subscription): Stripe.SubscriptionItem | undefined {
  return subscription.items.data.find(({ price }) => {
    const kind = readPrice(price.metadata)?.kind;
    return kind === "month" || kind === "year";
  });
}

/** The item of what is used beyond the month's calls. */
export function usageItem(subscription: Stripe.Subscription): Stripe.SubscriptionItem | undefined {
  return subscription.items.data.find(({ price }) => readPrice(price.metadata)?.kind === "calls");
}

/** A subscription as we keep it; null for one that has no plan of ours. `schedule` has to be expanded. */
export function readSubscription(
  organizationId: string,
  subscription: Stripe.Subscription,
  fetchedAt: string,
): SubscriptionRow | null {
  const item = flatItem(subscription);
  const ref = item && readPrice(item.price.metadata);
  if (item === undefined || !ref || ref.kind === "calls") return null;
  const { schedule } = subscription;
  const planned = schedule !== null && typeof schedule === "object" ? schedule : null;
  const next = planned?.status === "active" ? readNext(planned.metadata) : null;
  // A schedule stays for one more period when its change has come.
  const isToCome = next !== null && (next.plan !== ref.plan || next.interval !== ref.kind);
  return {
    organizationId,
    id: subscription.id,
    status: subscription.status,
    planId: ref.plan,
    planVersion: ref.version,
    interval: ref.kind,
    startedAt: iso(subscription.start_date),
    periodStart: iso(item.current_period_start),
    periodEnd: iso(item.current_period_end),
    trialEndsAt: isoOrNull(subscription.trial_end),
    cancelAt:
      isoOrNull(subscription.cancel_at) ??
      (subscription.cancel_at_period_end ? iso(item.current_period_end) : null),
    endedAt: isoOrNull(subscription.ended_at),
    scheduleId: planned?.status === "active" ? planned.id : null,
    nextPlanId: isToCome ? next.plan : null,
    nextInterval: isToCome ? next.interval : null,
    fetchedAt,
  };
}

/** What a schedule of ours leads to. */
export function nextMetadata(plan: string, interval: BillingInterval): Record<string, string> {
  return { patchops_next_plan: plan, patchops_next_interval: interval };
}

function readNext(metadata: Stripe.Metadata | null): { plan: string; interval: BillingInterval } | null {
  const { patchops_next_plan: plan, patchops_next_interval: interval } = metadata ?? {};
  return plan !== undefined && (interval === "month" || interval === "year") ? { plan, interval } : null;
}

/** The one that counts: the oldest that gives a plan. */
export function currentOf<Row extends Pick<SubscriptionRow, "status" | "startedAt">>(
  rows: readonly Row[],
): Row | undefined {
  return rows
    .filter(({ status }) => liveStatuses.includes(status))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))[0];
}
