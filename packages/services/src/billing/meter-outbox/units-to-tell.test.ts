import { expect, test } from "vitest";
import { unitsToTell } from "./units-to-tell.ts";

const plan = { priced: 1_000, included: 1_000, overage: null, told: 0 };

test.for([
  ["all of it, where overage is paid for", { ...plan, used: 1_500 }, 1_500],
  ["what is included, where it is not", { ...plan, overage: 0, used: 1_003 }, 1_000],
  ["no more than the cap", { ...plan, overage: 200, used: 1_203 }, 1_200],
  ["what was used under a larger cap", { ...plan, overage: 0, used: 1_203, told: 1_200 }, 1_200],
  ["less, where the operator makes it free", { ...plan, included: 5_000, used: 1_203, told: 1_203 }, 1_000],
  ["what an override makes free as free", { ...plan, included: 5_000, used: 4_000 }, 1_000],
  ["what is beyond an override as beyond", { ...plan, included: 5_000, used: 5_010 }, 1_010],
  ["what is beyond a lower limit as beyond", { ...plan, included: 500, used: 510 }, 1_010],
  ["nothing beyond, where no limit holds", { ...plan, included: null, used: 9_000 }, 1_000],
  ["all of it, where the price has no end of free calls", { ...plan, priced: null, used: 7 }, 7],
] as const)("Stripe is told %s", ([, input, told]) => {
  expect(unitsToTell(input)).toBe(told);
});
