import { isPlanId, type Plan, type PlanOffer, plans, priceCalls } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { planIdOf } from "../../plan-id-of.ts";
import { requireAccess } from "../../require-access.ts";
import { placesOver } from "./places-over.ts";

const dayMs = 86_400_000;

/** Every plan, with the last 30 days priced on it and what there is more of than it allows. */
export async function planOffers(context: Context): Promise<PlanOffer[]> {
  requireAccess(context, "plan.offers");
  const { services, actor } = context;
  const { organizationId } = actor;
  const from = new Date(Date.now() - 30 * dayMs).toISOString();
  const { organization, used, over } = await services.database.withOrganization(
    organizationId,
    async (trx) => ({
      organization: await trx
        .selectFrom("organizations")
        .select("plan")
        .where("id", "=", organizationId)
        .executeTakeFirstOrThrow(),
      used: await trx
        .selectFrom("usageHours")
        .select(({ fn }) => [
          fn.sum<number>("calls").as("calls"),
          fn.sum<number>("executions").as("executions"),
        ])
        .where("organizationId", "=", organizationId)
        .where("hour", ">=", from)
        .executeTakeFirstOrThrow(),
      over: await placesOver(trx, organizationId),
    }),
  );
  const current = planIdOf(services, organization);
  const [calls, executions] = [Number(used.calls ?? 0), Number(used.executions ?? 0)];
  return Object.keys(plans)
    .filter(isPlanId)
    .map((id) => {
      const plan: Plan = plans[id];
      const { beyond, cents } = priceCalls(plan, calls);
      const hasPrice = plan.price?.overage != null;
      const goesOn = plan.limits === "soft";
      const beyondRuns =
        plan.executionsPerMonth === null ? 0 : Math.max(0, executions - plan.executionsPerMonth);
      return {
        ...{ id, plan, isCurrent: id === current },
        last30Days: {
          ...{ calls, executions },
          cents: (plan.price?.monthlyCents ?? 0) + cents,
          overageCalls: hasPrice ? beyond : 0,
          refusedCalls: hasPrice || goesOn ? 0 : beyond,
          refusedRuns: goesOn ? 0 : beyondRuns,
        },
        over: over(plan),
      };
    });
}
