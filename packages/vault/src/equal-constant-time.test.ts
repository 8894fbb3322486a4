import { expect, test } from "vitest";
import { equalConstantTime } from "./equal-constant-time.ts";

test("only equal texts are equal, whatever their lengths", () => {
  expect(equalConstantTime("abc", "abc")).toBe(true);
  expect(equalConstantTime("", "")).toBe(true);
  for (const other of ["abd", "ab", "abcd", ""]) expect(equalConstantTime("abc", other)).toBe(false);
});
