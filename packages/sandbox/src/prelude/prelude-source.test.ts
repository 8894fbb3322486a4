import { expect, test } from "vitest";
import { preludeSource } from "./prelude-source.ts";

test("the source keeps to Latin-1, which V8 stores in half the room, and means the same", () => {
  const source = preludeSource('exports.words = "σ…😀";');
  expect(source).not.toMatch(/[^\0-\xff]/);
  expect(source).toContain('exports.words = "\\u03c3\\u2026\\ud83d\\ude00";');
});
