import { formatNumber } from "../../format/format-number.ts";

/** Against the range before, as a share; null when there is nothing to compare with. */
export function change(now: number, before: number): number | null {
  return before === 0 ? null : (now - before) / before;
}

/** `+12 %`, `−40 %`, `×89`, `new`, `–`. */
export function changeText(now: number, before: number): string {
  const share = change(now, before);
  if (share === null) return now > 0 ? "new" : "–";
  if (share >= 9.995) return `×${formatNumber(now / before)}`;
  const percent = Math.round(share * 100);
  if (percent === 0) return "±0 %";
  return `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}
