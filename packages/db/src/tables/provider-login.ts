import type { Generated, Json, Timestamp } from "./column.ts";

/** An account at a provider by which somebody logs in. No organization table. */
export interface LoginIdentityTable {
  issuer: string;
  /** The provider's own name of the account, which never changes hands. */
  subject: string;
  userId: string;
  /** One of each a person. */
  provider: string;
  email: string | null;
  createdAt: Generated<Timestamp>;
  lastUsedAt: Timestamp | null;
}

/** A login by a provider from its start on, for 10 minutes; gone once it has ended. No organization table. */
export interface ProviderLoginTable {
  stateHash: string;
  /** SHA-256 of the cookie of the browser in which it began. */
  browserHash: string;
  provider: string;
  /** The login to whose account it is to be linked; null = somebody logs in. */
  loginSessionId: string | null;
  hasOwnerCode: Generated<boolean>;
  /** What an invitation's link is known by, for who comes by one. */
  invitation: string | null;
  /** A path of ours. */
  next: string | null;
  /** Who came back, where the password of an account with that mail address is still to be given. */
  identity: Json<{ issuer: string; subject: string; email: string; name: string | null } | null> | null;
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp;
}
