import { expect, test } from "vitest";
import { splitInvisible } from "./split-invisible.ts";

test("ordinary text of any script is one part", () => {
  const text = "Lists orders.\n\tÄpfel, заказы, 注文, café 👍🏽";
  expect(splitInvisible(text)).toEqual([{ text, isInvisible: false }]);
});

test("a hidden instruction becomes visible, character by character", () => {
  expect(splitInvisible("a\u200bb\u{e0041}\u202e")).toEqual([
    { text: "a", isInvisible: false },
    { text: "U+200B", isInvisible: true },
    { text: "b", isInvisible: false },
    { text: "U+E0041", isInvisible: true },
    { text: "U+202E", isInvisible: true },
  ]);
});
