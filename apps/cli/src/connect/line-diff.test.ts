import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

test("what changed, with two lines around it", () => {
  expect(lineDiff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nX\ne\nf\n")).toBe("  b\n  c\n- d\n+ X\n  e\n  f\n");
});

test("a new file is all new, an equal one empty", () => {
  expect(lineDiff("", "a\n")).toBe("+ a\n");
  expect(lineDiff("a\n", "a\n")).toBe("");
});
