import { z } from "zod";
import { emailSchema } from "./account.ts";
import { idSchema } from "./id.ts";
import { isStorable } from "./is-storable.ts";
import { supportKinds, ticketStatuses } from "./vocabulary.ts";

const kind = z.enum(supportKinds);
const subject = z
  .string()
  .trim()
  .min(1, "Say in a few words what it is about.")
  .max(150, "Use at most 150 characters.")
  .refine(isStorable, "It has a character that cannot be stored.");
const text = z
  .string()
  .trim()
  .min(1, "Write something.")
  .max(10_000, "Use at most 10,000 characters.")
  .refine(isStorable, "It has a character that cannot be stored.");

export const createTicketInput = z.object({
  kind,
  subject,
  text,
  /** Failed calls of one's own that go along, of those that `support.errors` shows. */
  errors: z.array(idSchema).max(10, "At most 10 failed calls go along.").optional(),
});
export type CreateTicketInput = z.infer<typeof createTicketInput>;

/** Of who is not signed in. */
export const contactInput = z.object({ email: emailSchema, kind, subject, text });
export type ContactInput = z.infer<typeof contactInput>;

export const ticketRef = z.object({ id: idSchema });
export type TicketRef = z.infer<typeof ticketRef>;

export const ticketProofInput = z.object({ token: z.string().min(1).max(64) });
export type TicketProofInput = z.infer<typeof ticketProofInput>;

/** `seen`: how many texts of `TicketProof` were read. */
export const proveTicketInput = ticketProofInput.extend({ seen: z.int().min(1) });
export type ProveTicketInput = z.infer<typeof proveTicketInput>;

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
  /** Whether it came by mail: the sender may be forged. */
  isByMail: boolean;
  /** Files that came along by mail and were not taken. */
  refusedFiles: number;
  createdAt: string;
}

/** An export or a deletion that an admin of the instance began for a request. */
export interface TicketAction {
  kind: "export" | "deletion";
  id: string;
  of: "account" | "organization";
  state: "queued" | "waiting" | "running" | "ready" | "done" | "failed" | "cancelled";
  at: string;
}

export interface TicketThread extends Ticket {
  messages: TicketMessage[];
  /** What was begun for it, the oldest first. */
  begun: TicketAction[];
}

/** By the mailed link: what somebody is asked to confirm. */
export interface TicketProof {
  subject: string;
  createdAt: string;
  /** What was written under their address, the oldest first. */
  texts: string[];
}

export interface InboxTicket extends Ticket {
  email: string;
  /** `form`: who wrote was signed in; else nobody has proved the address. */
  source: "form" | "contact" | "mail";
}

export interface InboxPage {
  tickets: InboxTicket[];
  nextCursor: string | null;
  /** How many wait for an answer, of all. */
  open: number;
}

/** A failed call that may go along with a ticket. */
export interface FailedCall extends TicketError {
  id: string;
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
  begun: TicketAction[];
  /**
   * How it is known that the account's own person wrote all of it: signed in, or confirmed by a link mailed to the account's address;
   * null = it is not. What comes by mail after that takes it away again.
   */
  verified: { via: "login" | "link"; at: string } | null;
  /** Until when the link holds by which they were asked to confirm it; null = none does. */
  proofAskedUntil: string | null;
  /** Sent along with their consent. */
  errors: TicketError[];
  /** Whose account wrote it, or has the address; null = nobody's. */
  account: {
    userId: string;
    email: string;
    /** Whether it was confirmed that the address is theirs. */
    isEmailConfirmed: boolean;
    name: string | null;
    status: "active" | "suspended" | "deleted";
    createdAt: string;
    organizations: { id: string; name: string; plan: string; role: string }[];
  } | null;
}
