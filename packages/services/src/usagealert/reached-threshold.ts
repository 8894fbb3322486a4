import type { Level } from "./level.ts";

/** A share of the limit or an amount; the other one is 0. */
export interface Threshold {
  percent: number;
  amount: number;
}

/** Of every plan and budget, whatever an organization adds. */
const given: readonly Threshold[] = [80, 100].map((percent) => ({ percent, amount: 0 }));

/** The highest threshold that a level has reached; those below it were told before, or say nothing new. */
export function reachedThreshold(
  { used, limit }: Pick<Level, "used" | "limit">,
  own: readonly Threshold[],
): Threshold | null {
  if (used <= 0) return null;
  let highest: Threshold | null = null;
  let height = -1;
  for (const threshold of [...own, ...given]) {
    const { percent, amount } = threshold;
    if (percent > 0 && limit === null) continue;
    // The limit's own words say more than those of an amount as high.
    const at = percent > 0 ? ((limit ?? 0) * percent) / 100 : amount;
    if (used < at || at < height) continue;
    highest = threshold;
    height = at;
  }
  return highest;
}
