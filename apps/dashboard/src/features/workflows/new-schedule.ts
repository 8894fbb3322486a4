import type { WorkflowSchedule } from "@patchops/contract";

/** Times that people mean most often, with what they are called. */
export const cronChoices = [
  { cron: "*/5 * * * *", words: "every 5 minutes" },
  { cron: "0 * * * *", words: "every hour" },
  { cron: "0 8 * * *", words: "every day at 8:00" },
  { cron: "0 8 * * 1-5", words: "weekdays at 8:00" },
  { cron: "0 9 * * 1", words: "Mondays at 9:00" },
  { cron: "0 6 1 * *", words: "the first of the month at 6:00" },
] as const;

export const missedChoices: readonly { value: WorkflowSchedule["missed"]; label: string }[] = [
  { value: "once", label: "run once for all of them" },
  { value: "skip", label: "leave them out" },
  { value: "all", label: "run once for each" },
];

/** The reader's own zone. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function newSchedule(): WorkflowSchedule {
  return { cron: "0 8 * * 1-5", timeZone: ownTimeZone(), missed: "once" };
}
