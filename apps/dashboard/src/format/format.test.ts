import { expect, test } from "vitest";
import { formatBytes } from "./format-bytes.ts";
import { formatDuration } from "./format-duration.ts";
import { formatCount, formatShare } from "./format-number.ts";
import { formatRelative } from "./format-time.ts";

test("a duration is written in the unit a person would choose", () => {
  expect(
    [0, 0.001, 0.04, 0.42, 9.96, 42.4, 999.6, 1_236, 59_999, 125_000, 11_400_000].map(formatDuration),
  ).toEqual([
    "0 ms",
    "0.01 ms",
    "0.04 ms",
    "0.4 ms",
    "10 ms",
    "42 ms",
    "1.00 s",
    "1.24 s",
    "1 min 0 s",
    "2 min 5 s",
    "3 h 10 min",
  ]);
  expect(formatDuration(null)).toBe("–");
});

test("sizes count in thousands", () => {
  expect([0, 512, 999, 14_230, 3_000_000, 999_999].map(formatBytes)).toEqual([
    "0 B",
    "512 B",
    "999 B",
    "14.2 kB",
    "3 MB",
    "1 MB",
  ]);
});

test("one failure in many is not rounded away", () => {
  expect(formatShare(9_999, 10_000)).toBe("99.9 %");
  expect(formatShare(1, 10_000)).toBe("0.1 %");
  expect(formatShare(10, 10)).toBe("100 %");
  expect(formatShare(0, 0)).toBe("–");
});

test("a count has its noun in the right number", () => {
  expect(formatCount(1, "tool")).toBe("1 tool");
  expect(formatCount(0, "tool")).toBe("0 tools");
  expect(formatCount(1_234, "entry", "entries")).toBe("1,234 entries");
});

test("times near now are relative, on both sides", () => {
  const now = Date.parse("2026-11-24T10:00:00Z");
  expect(formatRelative("2026-11-24T09:59:56Z", now)).toBe("4 s ago");
  expect(formatRelative("2026-11-24T10:00:12Z", now)).toBe("in 12 s");
  expect(formatRelative("2026-11-22T09:00:00Z", now)).toBe("2 d ago");
  expect(formatRelative("2026-11-24T10:00:00.200Z", now)).toBe("now");
});
