import { afterEach, expect, test, vi } from "vitest";
import { createRequestBudget } from "./request-budget.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("each key has its own budget, anew after a minute", () => {
  vi.useFakeTimers();
  const budget = createRequestBudget(2);
  expect(["a", "a", "a", "b"].map((key) => budget.take(key))).toEqual([true, true, false, true]);
  vi.advanceTimersByTime(60_000);
  expect(budget.take("a")).toBe(true);
});
