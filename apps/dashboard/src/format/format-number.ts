const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** `1,234,567`. */
export function formatNumber(value: number): string {
  return whole.format(value);
}

/** `1 tool`, `1,234 tools`; `plural` where it is not made with an s. */
export function formatCount(value: number, noun: string, plural = `${noun}s`): string {
  return `${whole.format(value)} ${value === 1 ? noun : plural}`;
}

/** `1,240`, `12.4K`, `1.2M`, for axes and narrow columns: four digits still fit, and say more. */
export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);
}

/** A share from 0 to 1 as `98.2 %`; a share of nothing is `–`. */
export function formatShare(part: number, total: number): string {
  if (total === 0) return "–";
  const percent = (part / total) * 100;
  // 99.97 must not read as 100: one failure in many is still a failure.
  const rounded = Math.round(percent * 10) / 10;
  const honest = percent < 100 && rounded === 100 ? 99.9 : percent > 0 && rounded === 0 ? 0.1 : rounded;
  return `${honest} %`;
}
