import type { DefaultJson, Generated, Timestamp } from "./column.ts";
import type { MemberTable } from "./organization.ts";

/** By which an organization's directory provisions people. */
export interface ScimTokenTable {
  organizationId: string;
  id: string;
  name: string;
  /** The token up to its secret. */
  prefix: string;
  /** Hex SHA-256 of the secret. */
  secretHash: string;
  createdBy: string;
  createdAt: Generated<Timestamp>;
  lastUsedAt: Timestamp | null;
  /** Of the directory, which is no person. */
  lastUsedAddress: string | null;
  revokedAt: Timestamp | null;
}

/** A person as the directory says they are; active is who is a member. */
export interface ScimUserTable {
  organizationId: string;
  /** The organization's own name for the person: no other organization knows it. */
  id: string;
  /** Null for one who was never active. */
  userId: string | null;
  /** Unique in the organization, without case. */
  userName: string;
  externalId: string | null;
  displayName: string | null;
  formattedName: string | null;
  givenName: string | null;
  familyName: string | null;
  emails: DefaultJson<{ value: string; type: string | null; primary: boolean }[]>;
  /** Named by the directory at the person themselves. */
  roles: Generated<MemberTable["role"][]>;
  /** What groups and roles made of the membership last; null = they say nothing of it. */
  givenRole: MemberTable["role"] | null;
  version: Generated<number>;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

export interface ScimGroupTable {
  organizationId: string;
  id: string;
  /** Unique in the organization, without case. */
  displayName: string;
  externalId: string | null;
  /** What its members are; null = the group says nothing of that. */
  role: MemberTable["role"] | null;
  version: Generated<number>;
  createdAt: Generated<Timestamp>;
  updatedAt: Generated<Timestamp>;
}

/** Primary key (organizationId, groupId, memberId). */
export interface ScimGroupMemberTable {
  organizationId: string;
  groupId: string;
  /** A `scimUsers.id`. */
  memberId: string;
}

/** A request of the directory that was refused; the newest of each organization alone. */
export interface ScimProblemTable {
  organizationId: string;
  id: string;
  at: Generated<Timestamp>;
  /** `POST /Users`. */
  request: string;
  /** The user name or group name that it was about. */
  subject: string | null;
  /** The HTTP status of the answer. */
  status: number;
  /** What the directory was told. */
  detail: string;
}
