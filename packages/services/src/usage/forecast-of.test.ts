import { expect, test } from "vitest";
import { forecastOf } from "./forecast-of.ts";

const iso = (ms: number | null | undefined) => (ms == null ? ms : new Date(ms).toISOString());
const month = { nowMs: Date.UTC(2026, 10, 13), endMs: Date.UTC(2026, 11, 1) };
const even = Array.from({ length: 12 }, () => 50);

test("at an even pace the limit is full on a day of this month, and it says how sure that is", () => {
  const forecast = forecastOf({ ...month, days: even, used: 600, limit: 1_000 });
  expect(forecast).toMatchObject({ expected: 1_500, range: { low: 1_500, high: 1_500 }, sureness: "fair" });
  expect(iso(forecast?.fullAtMs)).toBe("2026-11-21T00:00:00.000Z");
  expect(forecastOf({ ...month, days: even, used: 600, limit: 2_000 })?.fullAtMs).toBeNull();
  expect(forecastOf({ ...month, days: even, used: 1_000, limit: 1_000 })?.fullAtMs).toBeNull();
  expect(forecastOf({ ...month, days: even, used: 600, limit: null })).toMatchObject({ expected: 1_500 });
});

test("from two weeks on weekends are told from workdays", () => {
  // Ends on a Thursday; 18 days are left, 5 of them on weekends (13 November 2026 is a Friday).
  const days = Array.from({ length: 28 }, (_, place) => {
    const weekday = new Date(month.nowMs - (28 - place) * 86_400_000).getUTCDay();
    return weekday === 0 || weekday === 6 ? 0 : 100;
  });
  expect(forecastOf({ ...month, days, used: 1_000, limit: null })).toMatchObject({
    ...{ expected: 1_000 + 12 * 100, range: { low: 2_200, high: 2_200 }, sureness: "good" },
  });
});

test("few or uneven days are a rough guess, none are no forecast", () => {
  expect(forecastOf({ ...month, days: [40, 60], used: 100, limit: null })).toMatchObject({
    ...{ expected: 1_000, range: null, sureness: "low" },
  });
  const uneven = forecastOf({
    ...month,
    days: [0, 900, 0, 0, 100, 0, 0, 1_200, 3],
    used: 2_203,
    limit: null,
  });
  expect(uneven?.sureness).toBe("low");
  expect(uneven?.range?.low).toBeGreaterThanOrEqual(2_203);
  expect(forecastOf({ ...month, days: [], used: 5, limit: null })).toBeNull();
});
