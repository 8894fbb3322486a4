import { z } from "zod";

const days = "Use 1 to 365 days.";

const settings = z.object({
  /** Whether what is said in calls is kept; null = as the instance does by itself. */
  keepsPayloads: z.boolean().nullable(),
  /** Days that it is kept. */
  payloadDays: z.number(days).int(days).min(1, days).max(365, days),
  /** Names of fields whose values are hidden, besides what looks like a secret. */
  hiddenFields: z.array(z.string().trim().min(1).max(64)).max(100, "A list has at most 100 names."),
});

/** What is left out stays. */
export const setPayloadSettingsInput = settings.partial();
export type SetPayloadSettingsInput = z.infer<typeof setPayloadSettingsInput>;

export const payloadStorageSchema = z.object({
  /** Whether arguments and results of calls are kept now. */
  isOn: z.boolean(),
  /** Whether somebody has said so; else it is on only while the instance is reached by its own machine alone and has one member. */
  isChosen: z.boolean(),
  days: z.number().int(),
});
export type PayloadStorage = z.infer<typeof payloadStorageSchema>;

/** What an organization keeps of what is said in its calls. */
export const payloadSettingsSchema = settings.extend({ isOn: z.boolean() });
export type PayloadSettings = z.infer<typeof payloadSettingsSchema>;
