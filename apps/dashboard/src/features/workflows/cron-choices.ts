/** Times that people mean most often, with what they are called. */
export const cronChoices = [
  { cron: "*/5 * * * *", words: "every 5 minutes" },
  { cron: "0 * * * *", words: "every hour" },
  { cron: "0 8 * * *", words: "every day at 8:00" },
  { cron: "0 8 * * 1-5", words: "weekdays at 8:00" },
  { cron: "0 9 * * 1", words: "Mondays at 9:00" },
  { cron: "0 6 1 * *", words: "the first of the month at 6:00" },
] as const;
