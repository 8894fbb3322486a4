import { expect, test } from "vitest";
import { createSilence } from "./silence.ts";

test("a silence counts only where the database has answered for a while, anew after each time that it was away", () => {
  const silence = createSilence(10_000);
  expect([0, 9_999, 10_000, 12_000].map((nowMs) => silence.answered(nowMs))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  silence.failed();
  silence.failed();
  expect([20_000, 29_999, 30_000].map((nowMs) => silence.answered(nowMs))).toEqual([false, false, true]);
});
