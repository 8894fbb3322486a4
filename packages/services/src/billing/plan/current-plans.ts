import { isPlanId, type Plan, type PlanId, plans } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { planContent } from "./plan-content.ts";

export interface CurrentPlan {
  id: PlanId;
  version: number;
  plan: Plan;
}

/** The version of each plan that new customers get, from the least to the most: what a price list says. */
export async function currentPlans({ database }: Pick<Services, "database">): Promise<CurrentPlan[]> {
  const hashes = Object.values(plans).map((plan) => planContent(plan).contentHash);
  const rows = await database.transaction((trx) =>
    trx
      .selectFrom("plans")
      .select(["id", "version", "content"])
      .where("contentHash", "in", hashes)
      .orderBy("version")
      .execute(),
  );
  const order = Object.keys(plans);
  return rows
    .flatMap(({ id, version, content }) => (isPlanId(id) ? [{ id, version, plan: content as Plan }] : []))
    .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}
