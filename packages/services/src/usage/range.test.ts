import { expect, test } from "vitest";
import { dayMs, isoTime, readRange, splitRange } from "./range.ts";

const at = (text: string) => Date.parse(text);
const shown = (range: { fromMs: number; toMs: number }) => `${isoTime(range.fromMs)} ${isoTime(range.toMs)}`;

test("without times a range is this month until now; days begin at midnight UTC", () => {
  const nowMs = at("2026-03-05T10:20:30.400Z");
  expect(shown(readRange({}, nowMs))).toBe("2026-03-01T00:00:00.000Z 2026-03-05T10:20:30.400Z");
  expect(shown(readRange({ from: "2026-02-03", to: "2026-02-04T02:00:00+02:00" }, nowMs))).toBe(
    "2026-02-03T00:00:00.000Z 2026-02-04T00:00:00.000Z",
  );
});

test.for([
  ["2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z", ["03-01", "03-03"], 0],
  ["2026-03-01T01:00:00Z", "2026-03-03T01:00:00Z", ["03-02", "03-03"], 2],
  ["2026-03-01T01:00:00Z", "2026-03-02T01:00:00Z", null, 1],
  // Today counts as whole, since nothing is later than now.
  ["2026-03-09T00:00:00Z", "2026-03-10T12:00:00Z", ["03-09", "03-11"], 0],
  ["2026-03-10T08:00:00Z", "2026-03-10T12:00:00Z", null, 1],
] as const)("%s to %s", ([from, to, whole, edges]) => {
  const range = { fromMs: at(from), toMs: at(to) };
  const split = splitRange(range, { unitMs: dayMs, nowMs: at("2026-03-10T12:00:00Z") });
  expect(split.whole && [split.whole.fromMs, split.whole.toMs].map((ms) => isoTime(ms).slice(5, 10))).toEqual(
    whole,
  );
  expect(split.edges).toHaveLength(edges);
});
