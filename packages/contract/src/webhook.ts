import { z } from "zod";

/** How often the end of a run was told to its webhook, and how that ended. */
export const runWebhookSchema = z.object({
  url: z.string(),
  /** `waiting`: the run goes on, or the next attempt is to come. */
  status: z.enum(["waiting", "delivered", "failed"]),
  attempts: z.number().int(),
  /** The HTTP status of the last answer; null when there was none. */
  httpStatus: z.number().int().nullable(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
  nextAt: z.string().nullable(),
});
export type RunWebhook = z.infer<typeof runWebhookSchema>;

/** The organization's signing secret, less itself. */
export const webhookSecretSchema = z.object({
  createdAt: z.string().nullable(),
  /** Until then the secret before signs as well. */
  previousUntil: z.string().nullable(),
});
export type WebhookSecret = z.infer<typeof webhookSecretSchema>;
