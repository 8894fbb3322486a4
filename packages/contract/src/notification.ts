import { z } from "zod";
import { idSchema } from "./id.ts";
import { notificationKinds } from "./vocabulary.ts";

const notificationKindSchema = z.enum(notificationKinds);
export type NotificationKind = z.infer<typeof notificationKindSchema>;

const channelSchema = z.enum(["mail", "dashboard"]);

/** What holds for who chose nothing. */
export const notificationDefaults: Readonly<Record<NotificationKind, { mail: boolean; dashboard: boolean }>> =
  {
    connection_broken: { mail: true, dashboard: true },
    quota: { mail: true, dashboard: true },
    // Somebody is asked where they are already; a mail often comes too late.
    approval: { mail: false, dashboard: true },
    run_failed: { mail: false, dashboard: true },
    // It runs while nobody looks.
    workflow: { mail: true, dashboard: true },
    single_sign_on: { mail: true, dashboard: true },
  };

const notificationSettingsSchema = z.array(
  z.object({ kind: notificationKindSchema, mail: z.boolean(), dashboard: z.boolean() }),
);
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;

export const setNotificationInput = z.object({
  kind: notificationKindSchema,
  channel: channelSchema,
  isOn: z.boolean(),
});
export type SetNotificationInput = z.infer<typeof setNotificationInput>;

/** Of the link in a mail. */
export const unsubscribeInput = z.object({ token: z.string().min(20).max(200) });
export type UnsubscribeInput = z.infer<typeof unsubscribeInput>;

const notificationSchema = z.object({
  id: idSchema,
  /** `account`: of one's own account, whichever organization one is in. */
  kind: z.enum([...notificationKinds, "account"]),
  title: z.string(),
  text: z.string(),
  path: z.string(),
  createdAt: z.string(),
  readAt: z.string().nullable(),
});
export type Notification = z.infer<typeof notificationSchema>;

/** Up to this one, the newest that was seen; without it all. */
export const markNotificationsReadInput = z.object({ upTo: idSchema.optional() });
export type MarkNotificationsReadInput = z.infer<typeof markNotificationsReadInput>;

const webhookEndpointSchema = z.object({
  id: idSchema,
  url: z.string(),
  kinds: z.array(notificationKindSchema),
  createdAt: z.string(),
});
export type WebhookEndpoint = z.infer<typeof webhookEndpointSchema>;

export const createWebhookEndpointInput = z.object({
  url: z.url({ protocol: /^https?$/, error: "Use an address like https://example.com/patchops" }).max(2_048),
  kinds: z.array(notificationKindSchema).min(1, "Choose what it is told of."),
});
export type CreateWebhookEndpointInput = z.infer<typeof createWebhookEndpointInput>;

export const webhookEndpointRef = z.object({ id: idSchema });
export type WebhookEndpointRef = z.infer<typeof webhookEndpointRef>;

export const webhookDeliveryRef = z.object({ id: idSchema });
export type WebhookDeliveryRef = z.infer<typeof webhookDeliveryRef>;

/** One event for one endpoint. */
const webhookDeliverySchema = z.object({
  id: idSchema,
  kind: z.string(),
  status: z.enum(["waiting", "delivered", "failed"]),
  attempts: z.number().int(),
  httpStatus: z.number().int().nullable(),
  error: z.string().nullable(),
  nextAt: z.string().nullable(),
  createdAt: z.string(),
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
