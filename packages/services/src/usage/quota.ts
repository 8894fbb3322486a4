import { clock, type Quota } from "@patchops/contract";
import type { Context } from "../context.ts";
import { planOf } from "../plan-of.ts";
import { planTerms } from "../plan-terms.ts";
import { requireAccess } from "../require-access.ts";
import { periodOf } from "./period.ts";

/** What the organization has used of its plan this month. */
export async function quota(context: Context): Promise<Quota> {
  requireAccess(context, "usage.quota");
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.meter.flush();
  const { period, resetsAt } = periodOf(new Date(clock.nowMs()));
  const { organization, used } = await services.database.withOrganization(organizationId, async (trx) => ({
    organization: await trx
      .selectFrom("organizations")
      .select(["plan", planTerms().as("planTerms")])
      .where("id", "=", organizationId)
      .executeTakeFirst(),
    used: await trx
      .selectFrom("usagePeriods")
      .select(["meter", "used"])
      .where("organizationId", "=", organizationId)
      .where("period", "=", period)
      .execute(),
  }));
  const plan = planOf(services, organization ?? { plan: "", planTerms: null });
  const usedOf = (meter: string) => used.find((row) => row.meter === meter)?.used ?? 0;
  const count = (usedUnits: number, limit: number | null, beyond: number | null) => ({
    used: usedUnits,
    limit,
    stopsAt: limit === null || beyond === null ? null : limit + beyond,
  });
  const beyondRuns = plan.limits === "soft" ? null : 0;
  return {
    plan: plan.id,
    planName: plan.name,
    period,
    resetsAt,
    calls: count(usedOf("calls"), plan.callsPerMonth, plan.overageCalls),
    executions: count(usedOf("executions"), plan.executionsPerMonth, beyondRuns),
    cpuSeconds: count(Math.floor(usedOf("cpu_ms") / 1_000), plan.cpuSecondsPerMonth, beyondRuns),
  };
}
