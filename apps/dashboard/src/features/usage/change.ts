/** Against the range before, as a share; null when there is nothing to compare with. */
export function change(now: number, before: number): number | null {
  return before === 0 ? null : (now - before) / before;
}

/** `+12 %`, `−40 %`, `new`, `–`. */
export function changeText(now: number, before: number): string {
  const share = change(now, before);
  if (share === null) return now > 0 ? "new" : "–";
  const percent = Math.round(share * 100);
  if (percent === 0) return "±0 %";
  return `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}
