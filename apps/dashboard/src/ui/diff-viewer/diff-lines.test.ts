import { expect, test } from "vitest";
import { diffLines } from "./diff-lines.ts";

function short(oldText: string, newText: string): string[] {
  const signs = { same: " ", removed: "-", added: "+" };
  return diffLines(oldText, newText).map((line) => signs[line.kind] + line.text);
}

test("only what changed is marked", () => {
  expect(short("a\nb\nc\nd", "a\nx\nc\nd\ne")).toEqual([" a", "-b", "+x", " c", " d", "+e"]);
  expect(short("a", "a")).toEqual([" a"]);
  expect(short("", "a")).toEqual(["-", "+a"]);
});

test("both sides keep their line numbers", () => {
  expect(diffLines("a\nb\nc", "b\nc\nd")).toEqual([
    { kind: "removed", text: "a", oldLine: 1 },
    { kind: "same", text: "b", oldLine: 2, newLine: 1 },
    { kind: "same", text: "c", oldLine: 3, newLine: 2 },
    { kind: "added", text: "d", newLine: 3 },
  ]);
});

test("the old and the new text can be read back from any diff, also of texts too large to compare", () => {
  const oldText = Array.from({ length: 3_000 }, (_, index) => `old ${index % 7}`).join("\n");
  const newText = Array.from({ length: 3_000 }, (_, index) => `new ${index % 5}`).join("\n");
  for (const [before, after] of [
    ["a\nb\nb\na\nc", "b\na\nb\nc\nc"],
    [oldText, newText],
  ] as const) {
    const lines = diffLines(before, after);
    expect(
      lines
        .filter((line) => line.kind !== "added")
        .map((line) => line.text)
        .join("\n"),
    ).toBe(before);
    expect(
      lines
        .filter((line) => line.kind !== "removed")
        .map((line) => line.text)
        .join("\n"),
    ).toBe(after);
  }
});
