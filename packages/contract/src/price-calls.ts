import type { Plan } from "./plan.ts";
import { priceBeyond } from "./price-beyond.ts";

/** What calls beyond a month's cost, in whole cents. */
export function priceCalls(
  { callsPerMonth, price }: Pick<Plan, "callsPerMonth" | "price">,
  calls: number,
): { beyond: number; cents: number } {
  const beyond = callsPerMonth === null ? 0 : Math.max(0, calls - callsPerMonth);
  const overage = price?.overage ?? null;
  return { beyond, cents: overage === null ? 0 : priceBeyond(overage, beyond) };
}
