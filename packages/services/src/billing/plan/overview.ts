import {
  isPlanField,
  type Overage,
  type PlanOverview,
  planFieldOf,
  planFields,
  priceCalls,
} from "@patchops/contract";
import type { Context } from "../../context.ts";
import { keepDaysOf } from "../../keep-days-of.ts";
import { type EffectivePlan, planOf } from "../../plan-of.ts";
import { planTerms } from "../../plan-terms.ts";
import { requireAccess } from "../../require-access.ts";
import { periodOf } from "../../usage/index.ts";
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
      overage: overageOf({ ...plan, overageCalls }, organization, calls),
      credits: await readCredits(trx, organizationId),
    };
  });
}

type Priced = Pick<EffectivePlan, "callsPerMonth" | "price" | "limits" | "overageCalls">;

function overageOf(
  plan: Priced,
  { allowsOverage, overageCapCents }: { allowsOverage: boolean; overageCapCents: number | null },
  calls: number,
): Overage | null {
  const rate = plan.price?.overage ?? null;
  if (rate === null || plan.callsPerMonth === null) return null;
  const { beyond, cents } = priceCalls(plan, calls);
  return {
    ...{ cents: rate.cents, calls: rate.calls, capCents: overageCapCents },
    isOn: allowsOverage || plan.limits === "soft",
    isAlwaysOn: plan.limits === "soft",
    callsAllowed: plan.overageCalls,
    used: beyond,
    usedCents: cents,
  };
}
