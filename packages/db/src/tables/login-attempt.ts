import type { Generated, Timestamp } from "./column.ts";

/** A counter of failed logins in one window, for an account or an address. No organization table. */
export interface LoginAttemptTable {
  /** `account:<hash of the mail address>` or `address:<network address>`. */
  key: string;
  failures: Generated<number>;
  windowEndsAt: Timestamp;
}
