import { expect, test } from "vitest";
import { tableOf } from "./table-of.ts";

test("a list of like objects is a table, alone or as the only list of an object", () => {
  const rows = [
    { id: 1, title: "a" },
    { id: 2, title: "b", note: null },
  ];
  const columns = ["id", "title", "note"];
  expect(tableOf(rows)).toEqual({ columns, rows });
  expect(tableOf({ total: 2, rows })).toEqual({ columns, rows });
});

test.each([
  ["nothing", undefined],
  ["a text", "text"],
  ["an empty list", []],
  ["a list of numbers", [1, 2]],
  ["a list with something else in it", [{ a: 1 }, 2]],
  ["a list of lists", [[1], [2]]],
  ["empty objects", [{}, {}]],
  ["objects that have little in common", [{ a: 1 }, { b: 1 }, { c: 1 }]],
  [
    "more columns than anyone reads",
    [Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`c${n}`, n]))],
  ],
  ["two lists", { a: [{ x: 1 }], b: [{ x: 1 }] }],
  ["a list beside an object", { a: [{ x: 1 }], b: {} }],
])("%s is none", (_what, value) => {
  expect(tableOf(value)).toBeNull();
});
