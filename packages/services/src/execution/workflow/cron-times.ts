import { AppError } from "@patchops/contract";
import { CronExpressionParser } from "cron-parser";

const fields = /^(?:@[a-z]+|(?:\S+\s+){4,5}\S+)$/;

/** 29 February is not in 2100, so that eight years may pass. To look further for rarer times costs what others need. */
const searchedMs = 9 * 366 * 86_400_000;

/**
 * The next times of a schedule within nine years after a moment, or `until` another one, in ISO 8601. Throws `invalid_input` for one that cannot
 * be read.
 */
export function cronTimes(
  schedule: Schedule,
  { after, until, count }: { after: Date; until?: Date; count: number },
): string[] {
  return read(schedule, (options) => {
    const endDate = until ?? new Date(after.getTime() + searchedMs);
    return CronExpressionParser.parse(schedule.cron, { ...options, currentDate: after, endDate })
      .take(count)
      .map((time) => time.toISOString())
      .filter((time) => time !== null);
  });
}

/** The newest time of a schedule that is not after a moment, in ISO 8601; undefined where none was in nine years. Throws `invalid_input`. */
export function lastCronTime(schedule: Schedule, now: Date): string | undefined {
  return read(schedule, (options) => {
    const [time] = CronExpressionParser.parse(schedule.cron, {
      ...options,
      currentDate: new Date(now.getTime() + 1),
      startDate: new Date(now.getTime() - searchedMs),
    }).take(-1);
    return time?.toISOString() ?? undefined;
  });
}

interface Schedule {
  cron: string;
  timeZone: string;
}

function read<T>({ cron, timeZone }: Schedule, times: (options: { tz: string }) => T): T {
  try {
    // The parser reads fewer fields as seconds and minutes that were left out: a slip of the hand would run each minute.
    if (!fields.test(cron.trim())) throw new Error("It has neither five fields nor six.");
    return times({ tz: timeZone });
  } catch (cause) {
    throw new AppError("invalid_input", `The schedule "${cron}" in ${timeZone} cannot be read.`, {
      next: 'Write five fields, minute to weekday, such as "0 9 * * 1-5", and an IANA time zone.',
      details: { field: "schedules" },
      cause,
    });
  }
}
