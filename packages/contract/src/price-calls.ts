import type { Plan } from "./plan.ts";

/**
 * What calls beyond a month's cost, in whole cents: each call its part of the price, the sum rounded once, half a cent up, as the payment
 * provider does.
 */
export function priceCalls(
  { callsPerMonth, price }: Pick<Plan, "callsPerMonth" | "price">,
  calls: number,
): { beyond: number; cents: number } {
  const beyond = callsPerMonth === null ? 0 : Math.max(0, calls - callsPerMonth);
  const overage = price?.overage ?? null;
  if (overage === null) return { beyond, cents: 0 };
  return { beyond, cents: Math.floor((beyond * overage.cents * 2 + overage.calls) / (overage.calls * 2)) };
}
