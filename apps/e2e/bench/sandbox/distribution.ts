import { percentile } from "../load.ts";

/** The percentiles of some times. */
export function distribution(times: readonly number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: sorted.at(-1) ?? Number.NaN };
}
