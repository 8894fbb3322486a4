const parts = {
  weekday: "short",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} satisfies Intl.DateTimeFormatOptions;

/** Writes moments in a zone: `Mon, Nov 30, 09:00`. In the reader's own where the browser knows none of this name. */
export function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", { ...parts, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-US", parts);
  }
}
