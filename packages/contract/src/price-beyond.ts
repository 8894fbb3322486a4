import type { PlanPrice } from "./plan.ts";

/** In whole cents: each call its part of the price, the sum rounded once, half a cent up, as the payment provider does. */
export function priceBeyond({ cents, calls }: NonNullable<PlanPrice["overage"]>, beyond: number): number {
  return Math.floor((beyond * cents * 2 + calls) / (calls * 2));
}
