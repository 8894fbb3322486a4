import { expect, test } from "vitest";
import { change, changeText } from "./change.ts";
import { filterOfKey, keyLabel } from "./dimension.ts";
import { breakdownCsv } from "./export-report.ts";
import { niceTicks, shareTicks } from "./nice-ticks.ts";

test("a key of the breakdown becomes the filter that leaves its calls", () => {
  expect(filterOfKey("tool", "demo.list_orders")).toEqual({ connection: "demo", tool: "list_orders" });
  expect(filterOfKey("tool", "demo.files.read")).toEqual({ connection: "demo", tool: "files.read" });
  expect(filterOfKey("via", "mcp")).toEqual({ via: "mcp" });
  expect(filterOfKey("provider", "github")).toEqual({ provider: "github" });
  expect(filterOfKey("key", "0190")).toEqual({ key: "0190" });
  expect(filterOfKey("key", "unknown")).toEqual({ key: "(none)" });
  expect(filterOfKey("tool", "unknown")).toEqual({ connection: "(none)" });
  expect(filterOfKey("tool", "other")).toBeUndefined();
  expect(keyLabel("via", "mcp", "mcp")).toBe("MCP");
});

test("changes are said against the range before, and nothing is divided by nothing", () => {
  expect([
    changeText(112, 100),
    changeText(60, 100),
    changeText(5, 0),
    changeText(0, 0),
    changeText(890, 10),
  ]).toEqual(["+12 %", "−40 %", "new", "–", "×89"]);
  expect(change(1, 0)).toBeNull();
});

test("the file holds the table's rows, safe for spreadsheets", () => {
  const row = { calls: 3, failures: 1, previousCalls: 0, p50Ms: 1.5, p95Ms: null, p99Ms: null };
  expect(
    breakdownCsv(
      "tool",
      [
        { key: "a.b", label: "a.b", ...row },
        { key: "x", label: '=1+"2"', ...row },
      ],
      6,
    ),
  ).toBe(
    "tool,calls,share,previous_calls,failures,p50_ms,p95_ms,p99_ms\r\n" +
      "a.b,3,0.5,0,1,1.5,,\r\n" +
      `"'=1+""2""",3,0.5,0,1,1.5,,\r\n`,
  );
});

test("axes count in round numbers and reach their highest value", () => {
  expect(niceTicks(332)).toEqual([0, 100, 200, 300, 400]);
  expect(niceTicks(0.37)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
  expect(niceTicks(3)).toEqual([0, 1, 2, 3]);
  expect(niceTicks(0)).toEqual([0, 1]);
  expect([shareTicks(97), shareTicks(60), shareTicks(10)].map(([low]) => low)).toEqual([90, 50, 0]);
});
