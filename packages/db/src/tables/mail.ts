import type { Generated, Timestamp } from "./column.ts";

/** A mail from its cause on. No organization table: some go to people of none. The app role adds, the system role reads. */
export interface MailTable {
  id: string;
  /** On whose behalf; null = the instance's own. */
  organizationId: string | null;
  /** Whose account it is about, where there is one. */
  userId: string | null;
  kind: string;
  recipient: string;
  /** Subject and both bodies, sealed with the instance's key for mails; null once they were dropped. */
  sealed: string | null;
  /** `accepted`: by the SMTP server; what became of it then only a report tells. */
  status: Generated<"queued" | "accepted" | "delivered" | "bounced" | "failed">;
  statusAt: Generated<Timestamp>;
  attempts: Generated<number>;
  /** What the server, or a report, said last. */
  answer: string | null;
  /** The Message-ID that the server put in place of ours. */
  serverMessageId: string | null;
  /** Of a queued one: when it is tried next. */
  nextAt: Generated<Timestamp>;
  /** Until then one worker alone sends it. */
  leaseUntil: Timestamp | null;
  /** It would say nothing true after that: it is not sent any more. */
  expiresAt: Timestamp;
  createdAt: Generated<Timestamp>;
}

/** A mail address that took none. No organization table. */
export interface SuppressedAddressTable {
  address: string;
  /** The mail that came back. */
  mailId: string | null;
  reason: string;
  createdAt: Generated<Timestamp>;
}
