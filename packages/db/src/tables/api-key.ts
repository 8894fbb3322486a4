import type { Generated, Timestamp } from "./column.ts";

export interface ApiKeyTable {
  organizationId: string;
  id: string;
  userId: string;
  name: string;
  /** The first characters of the key, shown so that people can tell keys apart. */
  prefix: string;
  /** SHA-256 of the secret part (it has 256 random bits, so a slow hash adds nothing). */
  secretHash: string;
  scopes: string[];
  /** The slug of the profile that it is bound to; null = free. */
  profile: string | null;
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp | null;
  lastUsedAt: Timestamp | null;
  lastUsedAddress: string | null;
  lastUsedAgent: string | null;
  revokedAt: Timestamp | null;
  /** Its budget; null = none of its own. */
  callsPerMonth: Generated<number | null>;
}
