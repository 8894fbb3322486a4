import { expect, test } from "vitest";
import { crossAnswers } from "./testing/cross-answers.ts";
import { openTestGateway } from "./testing/open-test-gateway.ts";

const gateway = await openTestGateway();

/** `pnpm test:long isolation` compares 10,000. */
const calls = 2_000;

test("64 callers of two organizations with equal ids: none of 2,000 answers crossed (S10)", async () => {
  const { crossed, answered, metered } = await crossAnswers(gateway, calls);
  expect(crossed).toBe(0);
  expect(answered.reduce((sum, count) => sum + count)).toBe(calls);
  expect(Math.min(...answered)).toBeGreaterThan(calls / 4);
  expect(metered).toEqual(answered);
});
