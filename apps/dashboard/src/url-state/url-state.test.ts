import { expect, test } from "vitest";
import { parseFlatSearch, stringifyFlatSearch } from "./flat-search.ts";
import { mergeSearch } from "./merge-search.ts";
import { formatRange, resolveRange } from "./range.ts";
import { searchChoice, searchFlag, searchList, searchSchema, searchText } from "./search-schema.ts";
import { formatSort, parseSort } from "./sort-search.ts";

const schema = searchSchema({
  tool: searchText,
  failed: searchFlag,
  columns: searchList,
  via: searchChoice(["mcp", "code"]),
});

test("an address survives its way through text, schema and text", () => {
  const search = { tool: "123", failed: true, columns: ["at", "tool"], via: "mcp" as const };
  const text = stringifyFlatSearch(search);
  expect(text).toBe("?tool=123&failed=true&columns=at,tool&via=mcp");
  expect(schema(parseFlatSearch(text))).toEqual(search);
  expect(schema(search)).toEqual(search);
});

test("a wrong address is read as far as it makes sense", () => {
  expect(schema(parseFlatSearch("?tool=a%26b&failed=perhaps&via=smoke&other=1"))).toEqual({
    tool: "a&b",
  });
  // The router lays it over the raw text: what is not named would show through.
  expect(Object.keys(schema({}))).toEqual(["tool", "failed", "columns", "via"]);
  expect(stringifyFlatSearch({ columns: [] })).toBe("");
});

test("a patch keeps the other parameters and leaves no empty ones", () => {
  expect(mergeSearch({ tool: "a", open: "1" }, { tool: "", failed: true, open: undefined })).toEqual({
    failed: true,
  });
});

test("sorts read like a minus sign", () => {
  expect(parseSort("-at")).toEqual({ column: "at", direction: "descending" });
  expect(formatSort(parseSort("tool"))).toBe("tool");
  expect(formatSort(parseSort("-at"))).toBe("-at");
  expect(parseSort("-")).toBeUndefined();
});

test("ranges are relative, by UTC month, or fixed", () => {
  const now = Date.parse("2026-11-24T10:00:00Z");
  expect(resolveRange("24h", now)).toEqual({ from: "2026-11-23T10:00:00.000Z" });
  expect(resolveRange("7d", now)).toEqual({ from: "2026-11-18T00:00:00.000Z" });
  expect(resolveRange("month", Date.parse("2026-11-01T00:30:00+01:00"))).toEqual({
    from: "2026-10-01T00:00:00.000Z",
  });
  const fixed = formatRange(now - 60_000, now);
  expect(fixed).toBe("2026-11-24T09:59:00Z..2026-11-24T10:00:00Z");
  expect(resolveRange(fixed, now)).toEqual({
    from: "2026-11-24T09:59:00.000Z",
    to: "2026-11-24T10:00:00.000Z",
  });
  expect(resolveRange("2026-11-24..2026-11-20", now)).toBeUndefined();
  expect(resolveRange("soon", now)).toBeUndefined();
});
