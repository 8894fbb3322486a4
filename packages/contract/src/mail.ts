import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";

const mailStatusSchema = z.enum(["queued", "accepted", "delivered", "bounced", "failed"]);

/** A mail in the outbox, without what it says. */
export const mailSchema = z.object({
  id: idSchema,
  kind: z.string(),
  recipient: z.string(),
  /** `accepted`: by the SMTP server; what became of it then only a report tells. */
  status: mailStatusSchema,
  statusAt: z.string(),
  attempts: z.number().int(),
  /** What the server, or a report, said last. */
  answer: z.string().nullable(),
  /** Of a queued one: when it is tried next; null without SMTP. */
  nextAt: z.string().nullable(),
  /** Whether it can still be read: until it was accepted, or is out of date. */
  hasContent: z.boolean(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type Mail = z.infer<typeof mailSchema>;

export const listMailsInput = z.object({
  status: mailStatusSchema.optional(),
  limit: z.number().int().min(1).max(200).optional(),
  cursor: z.string().max(64).optional(),
});
export type ListMailsInput = z.infer<typeof listMailsInput>;

export const mailPageSchema = z.object({ mails: z.array(mailSchema), nextCursor: z.string().nullable() });

export const mailRef = z.object({ id: idSchema });
export type MailRef = z.infer<typeof mailRef>;

export const mailContentSchema = z.object({ subject: z.string(), text: z.string(), html: z.string() });
export type MailContent = z.infer<typeof mailContentSchema>;

/** An address to which nothing more is sent, since mails came back. */
export const suppressedAddressSchema = z.object({
  address: z.string(),
  reason: z.string(),
  createdAt: z.string(),
});
export type SuppressedAddress = z.infer<typeof suppressedAddressSchema>;

export const liftSuppressionInput = z.object({ address: emailSchema });
export type LiftSuppressionInput = z.infer<typeof liftSuppressionInput>;

/** What a mail server tells of a mail at `/webhooks/mail`. */
export const mailReportSchema = z.object({
  type: z.enum(["mail.delivered", "mail.bounced", "mail.failed", "mail.complained"]),
  data: z.object({
    /** As in the mail's headers, or the one that the server put in its place. */
    messageId: z.string().min(1).max(998),
    reason: z.string().max(2_000).optional(),
  }),
});
