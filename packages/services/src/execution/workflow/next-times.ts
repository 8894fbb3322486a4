import { AppError } from "@patchops/contract";
import { cronTimes } from "./cron-times.ts";

/** The next five times of a schedule that is being set. Throws `invalid_input` for one that cannot be read, or has none to come. */
export function nextTimes(schedule: { cron: string; timeZone: string }): string[] {
  const times = cronTimes(schedule, { after: new Date(), count: 5 });
  if (times.length > 0) return times;
  throw new AppError("invalid_input", `The schedule "${schedule.cron}" has no time in the next nine years.`, {
    next: "Choose days and months that come together more often.",
    details: { field: "schedules" },
  });
}
