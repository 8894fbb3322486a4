import { expect, test } from "vitest";
import type { DiffSide } from "./diff-row.ts";
import { diffRows } from "./diff-rows.ts";

const shown = (side: DiffSide | null) =>
  side?.parts.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join("") ?? null;
const short = (oldText: string, newText: string) =>
  diffRows(oldText, newText).map((row) => [row.isSame ? "=" : "≠", shown(row.old), shown(row.new)]);

test("what belongs together stands beside each other, the changed words marked", () => {
  expect(short("a\nReads one order.\nc", "a\nReads every order.\nc\nd")).toEqual([
    ["=", "a", "a"],
    ["≠", "Reads [one] order.", "Reads [every] order."],
    ["=", "c", "c"],
    ["≠", null, "d"],
  ]);
  // A line that is put before a changed one does not move it away from its old self.
  expect(short("Reads one order.", "New first line\nReads every order.")).toEqual([
    ["≠", null, "New first line"],
    ["≠", "Reads [one] order.", "Reads [every] order."],
  ]);
  // Lines that share next to nothing have no marks.
  expect(short("Reads orders", "Deletes everything")).toEqual([["≠", "Reads orders", "Deletes everything"]]);
});

test("invisible characters are changes like others", () => {
  expect(short("Reads one order.", "Reads one\u200b order.")).toEqual([
    ["≠", "Reads one order.", "Reads one[\u200b] order."],
  ]);
});

test("the old and the new text can be read back from any diff, with their line numbers, also of texts too large to compare", () => {
  const oldText = Array.from({ length: 3_000 }, (_, index) => `old ${index} ${index % 7}`).join("\n");
  const newText = Array.from({ length: 3_000 }, (_, index) => `new ${index} ${index % 5}`).join("\n");
  for (const [before, after] of [
    ["a\nb\nb\na\nc", "b\na\nb\nc\nc"],
    ["", "a"],
    [oldText, newText],
  ] as const) {
    const rows = diffRows(before, after);
    for (const [side, text] of [
      ["old", before],
      ["new", after],
    ] as const) {
      const lines = rows.flatMap((row) => row[side] ?? []);
      expect(lines.map(({ parts }) => parts.map((part) => part.text).join("")).join("\n")).toBe(text);
      expect(lines.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
    }
  }
});
