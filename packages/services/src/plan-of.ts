import { isPlanId, type Plan, plans } from "@patchops/contract";
import type { Services } from "./context.ts";

/** The plan that an organization has; one that is not in the table any more counts as the instance's default. */
export function planOf({ settings }: Services, { plan }: { plan: string }): Plan {
  return plans[isPlanId(plan) ? plan : settings.defaultPlan];
}
