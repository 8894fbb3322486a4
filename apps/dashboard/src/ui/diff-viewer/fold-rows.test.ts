import { expect, test } from "vitest";
import { diffRows } from "./diff-rows.ts";
import { foldRows } from "./fold-rows.ts";

const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
const rows = diffRows(lines.join("\n"), lines.with(10, "another").join("\n"));
const short = (opened: number[] = []) =>
  foldRows(rows, new Set(opened)).map(({ isFolded, index, rows }) => [isFolded, index, rows.length]);

test("what is the same far from a change is left out until it is opened", () => {
  expect(short()).toEqual([
    [true, 0, 7],
    [false, 7, 7],
    [true, 14, 16],
  ]);
  expect(short([14])).toEqual([
    [true, 0, 7],
    [false, 7, 23],
  ]);
  expect(foldRows(diffRows("a\nb", "a\nb"), new Set())).toMatchObject([{ isFolded: false, index: 0 }]);
});
