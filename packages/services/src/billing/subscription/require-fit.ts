import { AppError, type Plan, type PlanId, plans } from "@patchops/contract";
import type { Services } from "../../context.ts";

const counted = ["connections", "members"] as const;

/** Refuses a plan that has fewer places than are taken. Throws `conflict`, with `details.over`: what there is too much of. */
export async function requireFit(services: Services, organizationId: string, planId: PlanId): Promise<void> {
  const plan: Plan = plans[planId];
  const over = await services.database.withOrganization(organizationId, async (trx) => {
    const found: { of: string; taken: number; limit: number }[] = [];
    for (const of of counted) {
      const limit = plan[of];
      if (limit === null) continue;
      const { taken } = await trx
        .selectFrom(of)
        .select(({ fn }) => fn.countAll<number>().as("taken"))
        .where("organizationId", "=", organizationId)
        .executeTakeFirstOrThrow();
      if (taken > limit) found.push({ of, taken, limit });
    }
    return found;
  });
  if (over.length === 0) return;
  const words = over
    .map(({ of, taken, limit }) => `${taken} ${of} where ${plan.name} has ${limit}`)
    .join(", ");
  throw new AppError("conflict", `More is in use than the plan has: ${words}.`, {
    next: "Remove what is too much, then change the plan.",
    details: { over },
  });
}
