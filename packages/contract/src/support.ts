import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";
import { supportKinds, ticketStatuses } from "./vocabulary.ts";

const kind = z.enum(supportKinds);
const subject = z
  .string()
  .trim()
  .min(1, "Say in a few words what it is about.")
  .max(150, "Use at most 150 characters.");
const text = z.string().trim().min(1, "Write something.").max(10_000, "Use at most 10,000 characters.");

export const createTicketInput = z.object({
  kind,
  subject,
  text,
  /** Whether the last failed calls of one's own go along. */
  withErrors: z.boolean().optional(),
});
export type CreateTicketInput = z.infer<typeof createTicketInput>;

/** Of who is not signed in. */
export const contactInput = z.object({ email: emailSchema, kind, subject, text });
export type ContactInput = z.infer<typeof contactInput>;

export const ticketRef = z.object({ id: idSchema });
export type TicketRef = z.infer<typeof ticketRef>;

export const replyToTicketInput = ticketRef.extend({ text });
export type ReplyToTicketInput = z.infer<typeof replyToTicketInput>;

export const setTicketStatusInput = ticketRef.extend({ status: z.enum(ticketStatuses) });
export type SetTicketStatusInput = z.infer<typeof setTicketStatusInput>;

export const listTicketsInput = z.object({
  status: z.enum(ticketStatuses).optional(),
  limit: z.int().min(1).max(200).optional(),
  cursor: z.string().max(64).optional(),
});
export type ListTicketsInput = z.infer<typeof listTicketsInput>;

/** Something that somebody asked or told who runs the instance. */
export interface Ticket {
  id: string;
  kind: (typeof supportKinds)[number];
  subject: string;
  /** `open`: it is support's turn; `answered`: the other's. */
  status: (typeof ticketStatuses)[number];
  createdAt: string;
  lastMessageAt: string;
}

export interface TicketMessage {
  id: string;
  author: "requester" | "support";
  text: string;
  createdAt: string;
}

export interface TicketThread extends Ticket {
  messages: TicketMessage[];
}

export interface InboxTicket extends Ticket {
  email: string;
  /** `form`: who wrote was signed in; else nobody has proved the address. */
  source: "form" | "contact" | "mail";
}

/** A failed call, as it went along with a ticket. */
export interface TicketError {
  at: string;
  tool: string | null;
  connection: string | null;
  code: string | null;
  message: string | null;
  requestId: string | null;
}

/** A ticket as support sees it. */
export interface InboxThread extends InboxTicket {
  messages: TicketMessage[];
  /** Sent along with their consent. */
  errors: TicketError[];
  /** Who has the address; null = nobody. */
  account: {
    userId: string;
    name: string | null;
    status: "active" | "suspended" | "deleted";
    createdAt: string;
    organizations: { id: string; name: string; plan: string; role: string }[];
  } | null;
}
