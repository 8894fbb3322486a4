import { isPlanId, type PlanId } from "@patchops/contract";
import type { Services } from "./context.ts";

/** The plan that an organization counts by: one that is not in the table any more counts as the instance's default. */
export function planIdOf({ settings }: Pick<Services, "settings">, { plan }: { plan: string }): PlanId {
  return isPlanId(plan) ? plan : settings.defaultPlan;
}
