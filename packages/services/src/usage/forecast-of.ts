import { dayMs } from "./range.ts";

interface ForecastInput {
  /** What each whole day came to, the oldest first, up to yesterday. */
  days: readonly number[];
  used: number;
  limit: number | null;
  nowMs: number;
  /** Of the period. */
  endMs: number;
}

export interface Forecast {
  /** At the period's end. */
  expected: number;
  /** Where 8 of 10 ends lie; null below 3 days. */
  range: { low: number; high: number } | null;
  /** When the limit is reached; null when it lasts, or is reached already. */
  fullAtMs: number | null;
  sureness: "low" | "fair" | "good";
}

/** Enough of each weekday to tell them apart. */
const leastDaysForWeekdays = 14;
/** Of a normal distribution: 80 % lie within so many deviations. */
const deviations = 1.28;

/** What a period comes to at the pace of the last days, from two weeks on by weekday; null when no whole day is known. */
export function forecastOf({ days, used, limit, nowMs, endMs }: ForecastInput): Forecast | null {
  if (days.length === 0) return null;
  const todayMs = Math.floor(nowMs / dayMs) * dayMs;
  const firstMs = todayMs - days.length * dayMs;
  const isByWeekday = days.length >= leastDaysForWeekdays;
  const groupOf = (ms: number) => (isByWeekday ? new Date(ms).getUTCDay() : 0);
  const groups = Map.groupBy(days.keys(), (place) => groupOf(firstMs + place * dayMs));
  const means = new Map(
    [...groups].map(([group, places]) => [
      group,
      places.reduce((sum, place) => sum + (days[place] ?? 0), 0) / places.length,
    ]),
  );
  const paceOf = (ms: number) => means.get(groupOf(ms)) ?? 0;

  let expected = used;
  let fullAtMs: number | null = null;
  for (let fromMs = nowMs; fromMs < endMs; ) {
    const toMs = Math.min(endMs, (Math.floor(fromMs / dayMs) + 1) * dayMs);
    const pace = paceOf(fromMs);
    const next = expected + (pace * (toMs - fromMs)) / dayMs;
    if (limit !== null && expected < limit && next >= limit) {
      fullAtMs = fromMs + ((limit - expected) / pace) * dayMs;
    }
    expected = next;
    fromMs = toMs;
  }

  const left = (endMs - nowMs) / dayMs;
  const squares = days.reduce(
    (sum, amount, place) => sum + (amount - paceOf(firstMs + place * dayMs)) ** 2,
    0,
  );
  const variance = squares / Math.max(1, days.length - means.size);
  // Days differ from their mean, and the mean itself is known from so many days alone.
  const spread = deviations * Math.sqrt(variance * (left + left ** 2 / days.length));
  const range = days.length < 3 ? null : { low: Math.max(used, expected - spread), high: expected + spread };
  const sureness =
    days.length < 7 || spread > expected / 2
      ? "low"
      : days.length >= leastDaysForWeekdays && spread <= expected / 5
        ? "good"
        : "fair";
  return { expected, range, fullAtMs, sureness };
}
