/** Round times between two moments, at most `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function timeTicks(fromMs: number, toMs: number, count: number): number[] {
  const span = toMs - fromMs;
  if (!(span > 0) || count < 1) return [];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(fromMs / step);
  const last = Math.floor(toMs / step);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
