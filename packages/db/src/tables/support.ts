import type { Generated, Json, Timestamp } from "./column.ts";

/** What somebody asked or told who operates the instance. */
export interface SupportTicketTable {
  id: string;
  /** Whose address it is; null = of nobody who has an account. */
  userId: string | null;
  /** In which they wrote. */
  organizationId: string | null;
  /** Lower-cased. */
  email: string;
  /** `form`: they were signed in; else nobody has proved the address. */
  source: "form" | "contact" | "mail";
  kind: "question" | "problem" | "feedback" | "privacy";
  subject: string;
  status: Generated<"open" | "answered" | "closed">;
  statusAt: Generated<Timestamp>;
  /** Failed calls that were sent along. */
  errors: Json | null;
  createdAt: Generated<Timestamp>;
  lastMessageAt: Generated<Timestamp>;
  /** Since when it is known that whose account it is wrote all of it; null = it is not. */
  verifiedAt: Timestamp | null;
  /** `login`: they wrote while signed in; `link`: they confirmed it by a mailed link. */
  verifiedVia: "login" | "link" | null;
  /** Of the mailed link, hex SHA-256; unique. */
  proofHash: string | null;
  proofExpiresAt: Timestamp | null;
}

/** One message of a ticket; primary key (ticketId, id). */
export interface SupportMessageTable {
  ticketId: string;
  id: string;
  /** The ticket's. */
  userId: string | null;
  author: "requester" | "support";
  answeredBy: string | null;
  text: string;
  /** Of the mail by which it came; unique. */
  mailMessageId: string | null;
  /** The mail by which it was sent. */
  mailId: string | null;
  /** Whether it came by mail, whose sender may be forged. */
  isByMail: Generated<boolean>;
  /** Files that came with the mail and were not taken. */
  refusedFiles: Generated<number>;
  createdAt: Generated<Timestamp>;
}
