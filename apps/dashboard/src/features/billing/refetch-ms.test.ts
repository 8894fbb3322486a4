import type { BillingState } from "@patchops/contract";
import { expect, test } from "vitest";
import { refetchMs } from "./refetch-ms.ts";

const nowMs = Date.parse("2026-11-15T12:00:00.000Z");
const subscription: NonNullable<BillingState["subscription"]> = {
  ...{ status: "active", plan: "pro", planName: "Pro", planVersion: 1, interval: "month" },
  ...{ periodStart: "2026-11-01T00:00:00.000Z", periodEnd: "2026-12-01T00:00:00.000Z" },
  ...{ trialEndsAt: null, cancelAt: null, next: null },
};
const state: BillingState = {
  ...{ isSetUp: true, plan: "pro", planName: "Pro", subscription, payment: "ok" },
  ...{ pastDueSince: null, graceEndsAt: null, hasTrial: false },
};
const past = "2026-11-15T11:59:59.000Z";

test.for([
  ["nobody is billed", { isSetUp: false, subscription: null }, false, false],
  ["all is as it should be", {}, false, 20_000],
  ["somebody came back who has paid", { subscription: null }, true, 3_000],
  ["a payment is owed", { payment: "due" }, false, 3_000],
  [
    "a trial is over",
    { subscription: { ...subscription, status: "trialing", trialEndsAt: past } },
    false,
    3_000,
  ],
  ["a trial was over long ago", { subscription: { ...subscription, trialEndsAt: past } }, false, 20_000],
  ["a cancelled one ends", { subscription: { ...subscription, cancelAt: past } }, false, 3_000],
  [
    "another plan is to come",
    { subscription: { ...subscription, next: { plan: "free", interval: "month" } } },
    false,
    20_000,
  ],
] as const)("the page asks again in time where %s", ([, patch, isBack, ms]) => {
  expect(refetchMs({ ...state, ...patch }, { isBack, nowMs })).toBe(ms);
});
