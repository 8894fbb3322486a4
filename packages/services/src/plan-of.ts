import { type Plan, plans } from "@patchops/contract";
import type { Services } from "./context.ts";
import { planIdOf } from "./plan-id-of.ts";

/** The plan that an organization has. */
export function planOf(services: Services, organization: { plan: string }): Plan {
  return plans[planIdOf(services, organization)];
}
