import { type BillingState, isPlanId, plans } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { requireAccess } from "../../require-access.ts";
import { currentOf, type SubscriptionRow } from "../stripe/read-subscription.ts";
import { stripeError } from "../stripe/stripe-error.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";

/** How the organization stands with its plan and payments, as it was last heard. */
export async function billingState(context: Context): Promise<BillingState> {
  requireAccess(context, "billing.state");
  return readState(context);
}

/** Asks Stripe before it answers: for who comes back from there, whose event may be on its way yet. Owners. */
export async function refreshBilling(context: Context): Promise<BillingState> {
  requireAccess(context, "billing.refresh");
  const { services, actor } = context;
  if (services.stripe !== null) {
    await syncOrganization(services, actor.organizationId).catch((error: unknown) => {
      throw stripeError(error);
    });
  }
  return readState(context);
}

export async function readState({ services, actor }: Context): Promise<BillingState> {
  const { organizationId } = actor;
  const { organization, customer, subscriptions } = await services.database.withOrganization(
    organizationId,
    async (trx) => ({
      organization: await trx
        .selectFrom("organizations")
        .select(["plan", "planLimitedAt", planTerms().as("planTerms")])
        .where("id", "=", organizationId)
        .executeTakeFirstOrThrow(),
      customer: await trx
        .selectFrom("billingCustomers")
        .select(["pastDueSince", "graceEndsAt"])
        .where("organizationId", "=", organizationId)
        .executeTakeFirst(),
      subscriptions: await trx
        .selectFrom("billingSubscriptions")
        .selectAll()
        .where("organizationId", "=", organizationId)
        .execute(),
    }),
  );
  const current = currentOf(subscriptions);
  const { id: plan, name: planName } = planOf(services, organization);
  const isDue = customer?.pastDueSince != null;
  return {
    isSetUp: services.stripe !== null,
    plan,
    planName,
    subscription: current === undefined ? null : present(current),
    payment: isDue ? (organization.planLimitedAt === null ? "due" : "limited") : current ? "ok" : "none",
    pastDueSince: customer?.pastDueSince ?? null,
    graceEndsAt: customer?.graceEndsAt ?? null,
    hasTrial: subscriptions.length === 0,
  };
}

function present(row: SubscriptionRow): BillingState["subscription"] {
  const { status, planId, planVersion, interval, periodStart, periodEnd, trialEndsAt, cancelAt } = row;
  return {
    ...{ status, planVersion, interval, periodStart, periodEnd, trialEndsAt, cancelAt },
    plan: planId,
    planName: isPlanId(planId) ? plans[planId].name : planId,
    next:
      row.nextPlanId === null ? null : { plan: row.nextPlanId, interval: row.nextInterval ?? row.interval },
  };
}
