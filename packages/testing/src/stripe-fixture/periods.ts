interface Interval {
  interval: string;
  interval_count: number;
}

/**
 * The end of the period that starts at `start`, both in Unix seconds: the first moment after it that lies a whole number of intervals
 * after `anchor`. Months are counted from the anchor's day, which is moved to the month's last where it has none such.
 */
export function periodEnd(anchor: number, start: number, { interval, interval_count }: Interval): number {
  const stepSeconds = { day: 86_400, week: 604_800 }[interval];
  if (stepSeconds !== undefined) {
    const step = stepSeconds * interval_count;
    return anchor + (Math.floor((start - anchor) / step) + 1) * step;
  }
  const months = (interval === "year" ? 12 : 1) * interval_count;
  let steps = Math.max(0, Math.floor((start - anchor) / (months * 31 * 86_400)) - 1);
  while (monthsAfter(anchor, steps * months) <= start) steps += 1;
  return monthsAfter(anchor, steps * months);
}

/** When the period would have started that ends with `anchor`. */
export function periodBefore(anchor: number, { interval, interval_count }: Interval): number {
  const stepSeconds = { day: 86_400, week: 604_800 }[interval];
  if (stepSeconds !== undefined) return anchor - stepSeconds * interval_count;
  return monthsAfter(anchor, (interval === "year" ? -12 : -1) * interval_count);
}

/** The period in which `at` lies. */
export function periodAround(anchor: number, at: number, interval: Interval): { start: number; end: number } {
  let period = { start: anchor, end: periodEnd(anchor, anchor, interval) };
  while (period.end <= at) period = { start: period.end, end: periodEnd(anchor, period.end, interval) };
  return period;
}

function monthsAfter(anchor: number, months: number): number {
  const date = new Date(anchor * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime() / 1000;
}
