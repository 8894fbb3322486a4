import { expect, test } from "vitest";
import { fullAtMs } from "./forecast.ts";

const november = { startMs: Date.UTC(2026, 10, 1), endMs: Date.UTC(2026, 11, 1), limit: 1_000 };

test("at the pace so far the quota is full on a day of this month", () => {
  const at = fullAtMs({ ...november, used: 500, nowMs: Date.UTC(2026, 10, 13) });
  expect(at && new Date(at).toISOString()).toBe("2026-11-25T00:00:00.000Z");
});

test("nothing is foretold when it lasts, is full, or the month is young", () => {
  expect(fullAtMs({ ...november, used: 300, nowMs: Date.UTC(2026, 10, 13) })).toBeNull();
  expect(fullAtMs({ ...november, used: 1_000, nowMs: Date.UTC(2026, 10, 13) })).toBeNull();
  expect(fullAtMs({ ...november, used: 0, nowMs: Date.UTC(2026, 10, 13) })).toBeNull();
  expect(fullAtMs({ ...november, used: 50, nowMs: Date.UTC(2026, 10, 1, 1) })).toBeNull();
});
