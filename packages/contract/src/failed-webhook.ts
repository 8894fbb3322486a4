import { z } from "zod";
import { idSchema } from "./id.ts";

/** `stripe`: what the payment provider told; `event`, `run`: what an organization's webhook is told of news, and of a run's end. */
export const webhookSources = ["stripe", "event", "run"] as const;
const sourceSchema = z.enum(webhookSources);

/** A message that came to nothing, and is not tried again by itself. */
export interface FailedWebhook {
  source: (typeof webhookSources)[number];
  /** Of the message; of `run` the run's. */
  id: string;
  /** null: the instance's own. */
  organization: { id: string; name: string } | null;
  /** What it is about: `invoice.paid`, `quota`, `execution.finished`. */
  kind: string;
  /** Where it went, without its path and query, which may hold a secret; null of what came in. */
  host: string | null;
  attempts: number;
  error: string | null;
  createdAt: string;
}

export const listFailedWebhooksInput = z.object({
  source: sourceSchema.optional(),
  limit: z.int().min(1).max(200).optional(),
});
export type ListFailedWebhooksInput = z.infer<typeof listFailedWebhooksInput>;

export const replayWebhookInput = z.object({
  source: sourceSchema,
  id: z.string().min(1).max(255),
  /** Of what is an organization's. */
  organizationId: idSchema.optional(),
});
export type ReplayWebhookInput = z.infer<typeof replayWebhookInput>;
