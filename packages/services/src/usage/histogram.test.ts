import { expect, test } from "vitest";
import { emptyHistogram, quantileMs, quantiles } from "./histogram.ts";

test("a quantile lies in the bucket of the call with its rank", () => {
  const histogram = emptyHistogram();
  // 2^(24/3) to 2^(25/3) in units of 0.1 ms: 25.6 to 32.3 ms; 2^(30/3): 102.4 to 129 ms.
  histogram[24] = 95;
  histogram[30] = 5;
  expect(quantileMs(histogram, 0.95)).toBeGreaterThan(25.6);
  expect(quantileMs(histogram, 0.95)).toBeLessThan(32.3);
  expect(quantileMs(histogram, 0.96)).toBeGreaterThan(102.4);
  expect(quantiles(histogram).p50Ms).toBe(quantileMs(histogram, 0.95));
});

test("without calls there is none", () => {
  expect(quantiles(emptyHistogram())).toEqual({ p50Ms: null, p95Ms: null, p99Ms: null });
});
