const full = new Intl.DateTimeFormat("en-US", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
});
const time = new Intl.DateTimeFormat("en-US", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });
const dayAndTime = new Intl.DateTimeFormat("en-US", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** An ISO time in the reader's zone, whole: `Nov 24, 2026, 09:41:07 GMT+1`. */
export function formatFullTime(at: string): string {
  return full.format(new Date(at));
}

/** `09:41:07.120`, for rows of one day. */
export function formatClock(at: string): string {
  return time.format(new Date(at));
}

const utc = new Intl.DateTimeFormat("en-US", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});
const utcDay = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

/** `Dec 1, 00:00 UTC`: billing counts in UTC, whatever the reader's zone. */
export function formatUtc(at: string): string {
  return `${utc.format(new Date(at))} UTC`;
}

/** `Dec 1` of the UTC calendar. */
export function formatUtcDay(at: string): string {
  return utcDay.format(new Date(at));
}

/** `Nov 24`. */
export function formatDay(at: string): string {
  return day.format(new Date(at));
}

/** `Nov 24, 09:41`. */
export function formatDayAndTime(at: string): string {
  return dayAndTime.format(new Date(at));
}

const steps: readonly [seconds: number, name: string][] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
];

/** `now`, `4 s ago`, `in 12 s`, `3 h ago`, `2 d ago`; beyond 30 days the date. */
export function formatRelative(at: string, nowMs: number): string {
  const seconds = Math.round((nowMs - Date.parse(at)) / 1_000);
  const size = Math.abs(seconds);
  if (size < 1) return "now";
  if (size > 30 * 86_400) return formatDay(at);
  const [unit, name] = steps.find(([step]) => size >= step) ?? [1, "s"];
  const text = `${Math.floor(size / unit)} ${name}`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}
