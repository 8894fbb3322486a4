import { expect, test } from "vitest";
import { missingUnits } from "./missing-units.ts";

test("what a meter does not have is told by what it has", () => {
  expect(missingUnits([5, 7], 12)).toEqual([]);
  expect(missingUnits([5, 7], 7)).toEqual([0]);
  expect(missingUnits([5, 7, 9], 0)).toEqual([0, 1, 2]);
  expect(missingUnits([5, -2], 5)).toEqual([1]);
});

test("a sum that nothing explains is left to a person", () => {
  expect(missingUnits([5, 7], 6)).toBeNull();
  expect(
    missingUnits(
      Array.from({ length: 13 }, () => 1),
      13,
    ),
  ).toBeNull();
});
