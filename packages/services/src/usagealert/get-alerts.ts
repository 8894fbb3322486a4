import { type BudgetUse, clock, type UsageAlerts } from "@patchops/contract";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { planOf } from "../plan-of.ts";
import { planTerms } from "../plan-terms.ts";
import { requireAccess } from "../require-access.ts";
import { periodOf } from "../usage/index.ts";
import { alertOf } from "./alert-of.ts";
import type { Level } from "./level.ts";
import { reachedThreshold } from "./reached-threshold.ts";
import { readLevels } from "./read-levels.ts";
import { presentThreshold, readThresholds } from "./thresholds.ts";

/** What people are told at, and what of it this month has reached: of the plan for everybody, of budgets for those they are of. */
export async function getUsageAlerts(context: Context): Promise<UsageAlerts> {
  requireAccess(context, "usage.alerts");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { period, resetsAt } = periodOf(new Date(clock.nowMs()));
  await services.meter.flush();
  return services.database.withOrganization(organizationId, async (trx) => {
    const organization = await trx
      .selectFrom("organizations")
      .select(["plan", planTerms().as("planTerms")])
      .where("id", "=", organizationId)
      .executeTakeFirstOrThrow();
    const plan = planOf(services, organization);
    const own = await readThresholds(trx, organizationId);
    const levels = await readLevels(services, trx, { period, organizationId });
    const reached = levels.filter(isFor(context)).flatMap((level) => {
      const thresholds = own.filter(({ meter }) => meter === level.subject);
      const threshold = reachedThreshold(level, thresholds);
      return threshold === null ? [] : [alertOf(level, threshold, { plan, resetsAt })];
    });
    return { thresholds: own.map(presentThreshold), reached };
  });
}

/** What keys and members have used of their budgets this month; those who see only their own see theirs. */
export async function listBudgets(context: Context): Promise<BudgetUse[]> {
  requireAccess(context, "usage.budgets");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { period } = periodOf(new Date(clock.nowMs()));
  await services.meter.flush();
  const levels = await services.database.withOrganization(organizationId, (trx) =>
    readLevels(services, trx, { period, organizationId }),
  );
  return levels.filter(isFor(context)).flatMap(({ subject, name, used, limit }) => {
    const [kind, id] = subject.split(":");
    if (id === undefined) return [];
    return [{ kind: kind === "key" ? "key" : "member", id, name: name ?? "", used, limit: limit ?? 0 }];
  });
}

/** Budgets are their own's, and of whoever sees everybody's keys. */
function isFor({ actor }: Context): (level: Level) => boolean {
  const seesAll = may(actor, "apiKey.reachAll");
  return ({ name, userId }) => name === null || seesAll || userId === actor.userId;
}
