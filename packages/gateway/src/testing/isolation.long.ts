import { expect, test } from "vitest";
import { crossAnswers } from "./cross-answers.ts";
import { openTestGateway } from "./open-test-gateway.ts";

const gateway = await openTestGateway();

test("64 callers of two organizations with equal ids: none of 10,000 answers crossed (S10)", {
  timeout: 600_000,
}, async () => {
  const { crossed, answered, metered } = await crossAnswers(gateway, 10_000);
  expect(crossed).toBe(0);
  expect(answered.reduce((sum, count) => sum + count)).toBe(10_000);
  expect(metered).toEqual(answered);
});
