import { type BillingState, plans } from "@patchops/contract";
import { expect, test } from "vitest";
import { flatCents } from "./flat-cents.ts";

const subscription: NonNullable<BillingState["subscription"]> = {
  ...{ status: "active", plan: "team", planName: "Team", planVersion: 1, interval: "month" },
  ...{ periodStart: "2026-11-01T00:00:00.000Z", periodEnd: "2026-12-01T00:00:00.000Z" },
  ...{ trialEndsAt: null, cancelAt: null, next: null },
};

test("what is to be paid next is the price of the plan that it becomes", () => {
  const { price } = plans.team;
  const next = { plan: "pro", interval: "year" } as const;
  expect(flatCents(subscription, price)).toBe(price.monthlyCents);
  expect(flatCents({ ...subscription, interval: "year" }, price)).toBe(price.yearlyCents);
  expect(flatCents({ ...subscription, next }, price)).toBe(plans.pro.price.yearlyCents);
});
