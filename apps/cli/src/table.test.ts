import { expect, test } from "vitest";
import { safeLine } from "./safe-text.ts";
import { table } from "./table.ts";

const columns = [{ title: "NAME" }, { title: "CALLS", align: "right" }, { title: "NOTE" }] as const;

test("columns are as wide as their widest cell, and lines end without spaces", () => {
  expect(
    table(columns, [
      ["demo", "7", ""],
      ["a", "1000", "busy"],
    ]),
  ).toBe("NAME  CALLS  NOTE\ndemo      7\na      1000  busy\n");
});

test("wide characters and colours do not push cells out of line", () => {
  const lines = table(columns, [
    ["日本", "1", "x"],
    ["\u001b[31mred\u001b[39m", "2", "x"],
  ]).split("\n");
  expect(lines.slice(1, 3)).toEqual(["日本      1  x", "\u001b[31mred\u001b[39m       2  x"]);
});

test("no rows, no table", () => {
  expect(table(columns, [])).toBe("");
});

test("a cell is cut to its width, and no character in two", () => {
  expect(safeLine("abc😀def", 5)).toBe("abc…");
  expect(safeLine("abc😀def", 6)).toBe("abc😀…");
});
