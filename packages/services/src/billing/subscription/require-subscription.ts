import { AppError } from "@patchops/contract";
import type Stripe from "stripe";
import type { Context } from "../../context.ts";
import { currentOf, readSubscription, type SubscriptionRow } from "../stripe/read-subscription.ts";
import type { StripePort } from "../stripe/stripe.ts";

/** The organization's subscription as we know it, and as Stripe has it now. Throws `conflict` where there is none. */
export async function requireSubscription(
  { services, actor }: Context,
  { client }: StripePort,
): Promise<{ row: SubscriptionRow; subscription: Stripe.Subscription }> {
  const { organizationId } = actor;
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("billingSubscriptions").selectAll().where("organizationId", "=", organizationId).execute(),
  );
  const row = currentOf(rows);
  if (row === undefined) {
    throw new AppError("conflict", "This organization has no subscription.", {
      next: "Choose a plan on the billing page.",
    });
  }
  const subscription = await client.subscriptions.retrieve(row.id, { expand: ["schedule"] });
  const fresh = readSubscription(organizationId, subscription, new Date().toISOString());
  return { row: fresh ?? row, subscription };
}

/** The schedule of a change that is to come, where there is one. */
export function openSchedule({ schedule }: Stripe.Subscription): string | null {
  if (schedule === null) return null;
  if (typeof schedule === "string") return schedule;
  return schedule.status === "active" || schedule.status === "not_started" ? schedule.id : null;
}
