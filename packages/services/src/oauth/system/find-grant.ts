import type { Role } from "@patchops/contract";
import type { Database } from "@patchops/db";

export interface OAuthGrantRecord {
  id: string;
  organizationId: string;
  userId: string;
  clientId: string;
  resource: string;
  scopes: string[];
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
  userStatus: string;
  suspensionReason: string | null;
  /** null = the user has left the organization. */
  role: Role | null;
  /** Of the organization. */
  frozenAt: string | null;
  frozenReason: string | null;
}

/** A grant with its user and their role, in one query. A system file: a token names a grant, and only that its organization. */
export async function findOAuthGrant(database: Database, id: string): Promise<OAuthGrantRecord | undefined> {
  return database.system
    .selectFrom("oauthGrants")
    .innerJoin("users", "users.id", "oauthGrants.userId")
    .innerJoin("organizations", "organizations.id", "oauthGrants.organizationId")
    .leftJoin("members", (join) =>
      join
        .onRef("members.userId", "=", "oauthGrants.userId")
        .onRef("members.organizationId", "=", "oauthGrants.organizationId"),
    )
    .select([
      "oauthGrants.id",
      "oauthGrants.organizationId",
      "oauthGrants.userId",
      "oauthGrants.clientId",
      "oauthGrants.resource",
      "oauthGrants.scopes",
      "oauthGrants.createdAt",
      "oauthGrants.expiresAt",
      "oauthGrants.lastUsedAt",
      "oauthGrants.revokedAt",
      "users.status as userStatus",
      "users.suspensionReason",
      "members.role",
      "organizations.frozenAt",
      "organizations.frozenReason",
    ])
    .where("oauthGrants.id", "=", id)
    .executeTakeFirst();
}
