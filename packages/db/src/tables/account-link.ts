import type { Generated, Timestamp } from "./column.ts";

/** A link that was mailed to prove something with, until it is used. No organization table. */
export interface AccountLinkTable {
  tokenHash: string;
  userId: string;
  /** `verify` and `change`: the address is theirs; `reset`: a new password. */
  purpose: "verify" | "change" | "reset";
  /** Where it was sent. */
  email: string;
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp;
}
