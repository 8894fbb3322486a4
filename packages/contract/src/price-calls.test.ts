import { expect, test } from "vitest";
import { plans } from "./plan.ts";
import { priceCalls } from "./price-calls.ts";

test("calls beyond the month's are priced to the call, the sum rounded once, half a cent up", () => {
  const { pro } = plans;
  const cents = (beyond: number) => priceCalls(pro, pro.callsPerMonth + beyond).cents;
  expect([cents(-5), cents(0), cents(9), cents(10), cents(30), cents(1_000)]).toEqual([0, 0, 0, 1, 2, 50]);
  expect(priceCalls(pro, 1_050_000)).toEqual({ beyond: 1_000_000, cents: 50_000 });
  expect(priceCalls(plans.free, 1_500)).toEqual({ beyond: 500, cents: 0 });
  expect(priceCalls(plans.self_hosted, 1_500)).toEqual({ beyond: 0, cents: 0 });
});
