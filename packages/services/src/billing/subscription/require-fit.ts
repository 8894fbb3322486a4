import { AppError, type Plan, type PlanId, plans } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { placesOver } from "../plan/places-over.ts";

/** Refuses a plan that has fewer places than are taken. Throws `conflict`, with `details.over`: what there is too much of. */
export async function requireFit(services: Services, organizationId: string, planId: PlanId): Promise<void> {
  const plan: Plan = plans[planId];
  const over = await services.database.withOrganization(organizationId, async (trx) =>
    (await placesOver(trx, organizationId))(plan),
  );
  if (over.length === 0) return;
  const words = over
    .map(({ of, taken, limit }) => `${taken} ${of} where ${plan.name} has ${limit}`)
    .join(", ");
  throw new AppError("conflict", `More is in use than the plan has: ${words}.`, {
    next: "Remove what is too much, then change the plan.",
    details: { over },
  });
}
