import { type Plan, type PlanId, type PlanPrice, plans } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { planContent } from "./plan-content.ts";

/** A version of a plan that costs something. */
export interface PricedPlan {
  id: PlanId;
  version: number;
  name: string;
  callsPerMonth: number | null;
  price: PlanPrice;
}

/** The plan as it is sold now; null for one that is not. */
export async function pricedPlan(trx: Transaction, id: PlanId): Promise<PricedPlan | null> {
  const plan: Plan = plans[id];
  const { price, name, callsPerMonth } = plan;
  if (price === null) return null;
  const row = await trx
    .selectFrom("plans")
    .select("version")
    .where("id", "=", id)
    .where("contentHash", "=", planContent(plan).contentHash)
    .executeTakeFirst();
  return row === undefined ? null : { id, version: row.version, name, callsPerMonth, price };
}

/** What a version of a plan cost, and the calls that were in it; null for one that is not known here. */
export async function planVersion(
  trx: Transaction,
  { planId, planVersion }: { planId: string; planVersion: number },
): Promise<{ callsPerMonth: number | null; price: PlanPrice | null; content: Partial<Plan> } | null> {
  const row = await trx
    .selectFrom("plans")
    .select("content")
    .where("id", "=", planId)
    .where("version", "=", planVersion)
    .executeTakeFirst();
  if (row === undefined) return null;
  const content = row.content as Partial<Plan>;
  const { callsPerMonth = null, price = null } = content;
  return { callsPerMonth, price, content };
}
