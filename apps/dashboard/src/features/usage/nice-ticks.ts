/** Ticks from 0 to at least `highest`, in steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(highest: number, count = 4): number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

/** Ticks of a share in percent, up to 100: what is nearly all is looked at from near. */
export function shareTicks(lowest: number): number[] {
  if (lowest >= 90) return [90, 95, 100];
  if (lowest >= 50) return [50, 75, 100];
  return [0, 50, 100];
}
