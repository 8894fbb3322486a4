import { z } from "zod";

const words = "Use 0 to 365 days.";

export const setRunRetentionInput = z.object({
  /** Days after its end that the log of a run is kept, which replays it; 0: it goes with the run's end. */
  runLogDays: z.number(words).int(words).min(0, words).max(365, words),
});
export type SetRunRetentionInput = z.infer<typeof setRunRetentionInput>;

/** How long what is kept of an organization's runs stays. */
export const runRetentionSchema = setRunRetentionInput.extend({
  /** Days that runs themselves are kept: source, input, result, logs and calls. What the instance and the plan say, whichever is less. */
  runDays: z.number().int(),
});
export type RunRetention = z.infer<typeof runRetentionSchema>;
