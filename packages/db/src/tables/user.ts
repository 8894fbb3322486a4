import type { DefaultJson, Generated, Timestamp } from "./column.ts";

/** A person. No organization table: one person may be a member of several organizations. */
export interface UserTable {
  id: string;
  /** Lower-cased; unique. */
  email: string;
  /** When somebody proved that it is theirs. */
  emailVerifiedAt: Timestamp | null;
  name: string | null;
  passwordHash: string | null;
  isInstanceAdmin: Generated<boolean>;
  /** Of a service account: no person, its address is none. */
  isService: Generated<boolean>;
  status: Generated<"active" | "suspended" | "deleted">;
  /** Small interface choices (hidden setup cards, theme), never anything that decides access. */
  preferences: DefaultJson;
  createdAt: Generated<Timestamp>;
  lastLoginAt: Timestamp | null;
  suspendedAt: Timestamp | null;
  /** Told to the person, at login and in every refused call. */
  suspensionReason: string | null;
}
