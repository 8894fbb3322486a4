import { isPlanId, type Plan, type PlanVersion, plans } from "@patchops/contract";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { planContent } from "./plan-content.ts";
import { countPlans } from "./system/count-plans.ts";

/** Every version of every plan, with how many organizations have it. Instance admins. */
export async function listPlanVersions(context: Context): Promise<PlanVersion[]> {
  requireAccess(context, "admin.plans");
  return listPlanVersionsAsOperator(context.services);
}

/** `patchops admin plan list`. */
export async function listPlanVersionsAsOperator({ database }: Services): Promise<PlanVersion[]> {
  const { versions, counts } = await countPlans(database);
  const order = Object.keys(plans);
  return versions
    .flatMap(({ id, version, contentHash, content, createdAt }) => {
      if (!isPlanId(id)) return [];
      const { name = id, price, callsPerMonth = null } = content as Partial<Plan>;
      const isCurrent = contentHash === planContent(plans[id]).contentHash;
      const mine = counts.filter(
        (count) =>
          count.plan === id && (count.planVersion === version || (count.planVersion === null && isCurrent)),
      );
      return {
        ...{ id, version, isCurrent, createdAt, name, callsPerMonth },
        monthlyCents: price?.monthlyCents ?? null,
        yearlyCents: price?.yearlyCents ?? null,
        overage: price?.overage ?? null,
        organizations: mine.reduce((sum, { organizations }) => sum + Number(organizations), 0),
      };
    })
    .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id) || b.version - a.version);
}
