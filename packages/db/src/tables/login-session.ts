import type { Generated, Timestamp } from "./column.ts";

/** A browser's login. No organization table. */
export interface LoginSessionTable {
  /** Hex SHA-256 of the token in the cookie; the token itself is stored nowhere. */
  id: string;
  userId: string;
  /** The organization this browser looks at now. */
  organizationId: string | null;
  /** The organization by whose provider it began; null = by any other way. */
  ssoOrganizationId: string | null;
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp;
  lastSeenAt: Generated<Timestamp>;
  address: string | null;
  userAgent: string | null;
  /** The known device that it is on. */
  deviceHash: string | null;
  /** When its person last proved who they are: by logging in, or before a dangerous act. */
  provedAt: Generated<Timestamp>;
  /** The look at another's account that this browser of an instance admin has now. */
  impersonationId: string | null;
}
