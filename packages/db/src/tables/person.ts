import type { Generated, Timestamp } from "./column.ts";

/** A browser from which an account was signed in to; primary key (userId, tokenHash). */
export interface KnownDeviceTable {
  userId: string;
  /** Hex SHA-256 of the random token in the browser's cookie. */
  tokenHash: string;
  userAgent: string | null;
  createdAt: Generated<Timestamp>;
  lastSeenAt: Generated<Timestamp>;
}

/** A login, or a try that was refused, of an account that exists. */
export interface LoginEventTable {
  id: string;
  userId: string;
  at: Generated<Timestamp>;
  outcome: "success" | "failure";
  /** By what: `password`, `passkey`, `sign_up`, or a provider's id. */
  method: string;
  isNewDevice: Generated<boolean>;
  address: string | null;
  userAgent: string | null;
}

/** A passkey (WebAuthn Level 3, credential record). */
export interface PasskeyTable {
  /** The credential's id, base64url. */
  id: string;
  userId: string;
  name: string;
  /** COSE key, base64url. */
  publicKey: string;
  counter: number;
  transports: Generated<string[]>;
  isBackedUp: boolean;
  createdAt: Generated<Timestamp>;
  lastUsedAt: Timestamp | null;
}

/** What is good once and for minutes: the challenge of a passkey, the right of a suspended person to appeal. */
export interface LoginChallengeTable {
  /** Hex SHA-256. */
  hash: string;
  kind: "passkey_log_in" | "passkey_register" | "passkey_prove" | "appeal";
  /** Null where it is not known yet who answers. */
  userId: string | null;
  expiresAt: Timestamp;
}

/** What a suspended person wrote to the instance's admins. */
export interface AppealTable {
  id: string;
  userId: string;
  text: string;
  address: string | null;
  createdAt: Generated<Timestamp>;
  settledAt: Timestamp | null;
}

export interface WaitlistEntryTable {
  id: string;
  /** Lower-cased; unique. */
  email: string;
  name: string | null;
  createdAt: Generated<Timestamp>;
  invitedAt: Timestamp | null;
  /** Hex SHA-256 of the token in the link. */
  inviteHash: string | null;
  inviteExpiresAt: Timestamp | null;
  joinedAt: Timestamp | null;
}

/** Which version of the terms of use somebody took; primary key (userId, version). */
export interface AcceptedTermsTable {
  userId: string;
  version: string;
  at: Generated<Timestamp>;
  address: string | null;
}
