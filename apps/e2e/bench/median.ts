import { percentile } from "./load.ts";

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
