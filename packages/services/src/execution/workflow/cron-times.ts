import { AppError } from "@patchops/contract";
import { CronExpressionParser } from "cron-parser";

const fields = /^(?:@[a-z]+|(?:\S+\s+){4,5}\S+)$/;

/** 29 February is not in 2100, so that eight years may pass. To look further for rarer times costs what others need. */
const searchedMs = 9 * 366 * 86_400_000;

/**
 * The next times of a schedule within nine years after a moment, in ISO 8601. Throws `invalid_input` for one that cannot be read.
 */
export function cronTimes(
  { cron, timeZone }: { cron: string; timeZone: string },
  { after, count }: { after: Date; count: number },
): string[] {
  try {
    // The parser reads fewer fields as seconds and minutes that were left out: a slip of the hand would run each minute.
    if (!fields.test(cron.trim())) throw new Error("It has neither five fields nor six.");
    const times = CronExpressionParser.parse(cron, {
      currentDate: after,
      endDate: new Date(after.getTime() + searchedMs),
      tz: timeZone,
    });
    return times
      .take(count)
      .map((time) => time.toISOString())
      .filter((time) => time !== null);
  } catch (cause) {
    throw new AppError("invalid_input", `The schedule "${cron}" in ${timeZone} cannot be read.`, {
      next: 'Write five fields, minute to weekday, such as "0 9 * * 1-5", and an IANA time zone.',
      details: { field: "schedules" },
      cause,
    });
  }
}
