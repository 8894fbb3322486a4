import type { Role } from "@patchops/contract";
import type { Database } from "@patchops/db";

export interface ApiKeyRecord {
  userId: string;
  secretHash: string;
  scopes: string[];
  profile: string | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
  isInstanceAdmin: boolean;
  userStatus: string;
  suspensionReason: string | null;
  /** null = the user has left the organization. */
  role: Role | null;
  /** What a service account's keys may do at most; null for a person's. */
  serviceScopes: string[] | null;
  /** Of the organization. */
  frozenAt: string | null;
  frozenReason: string | null;
}

/** A key with its user and their role, in one query. A system file: nobody is known yet for whom an organization could be set. */
export async function findApiKey(
  database: Database,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<ApiKeyRecord | undefined> {
  return database.system
    .selectFrom("apiKeys")
    .innerJoin("users", "users.id", "apiKeys.userId")
    .innerJoin("organizations", "organizations.id", "apiKeys.organizationId")
    .leftJoin("members", (join) =>
      join
        .onRef("members.userId", "=", "apiKeys.userId")
        .onRef("members.organizationId", "=", "apiKeys.organizationId"),
    )
    .leftJoin("serviceAccounts", (join) =>
      join
        .onRef("serviceAccounts.userId", "=", "apiKeys.userId")
        .onRef("serviceAccounts.organizationId", "=", "apiKeys.organizationId"),
    )
    .select([
      "apiKeys.userId",
      "apiKeys.secretHash",
      "apiKeys.scopes",
      "apiKeys.profile",
      "apiKeys.expiresAt",
      "apiKeys.lastUsedAt",
      "apiKeys.revokedAt",
      "users.isInstanceAdmin",
      "users.status as userStatus",
      "users.suspensionReason",
      "members.role",
      "serviceAccounts.scopes as serviceScopes",
      "organizations.frozenAt",
      "organizations.frozenReason",
    ])
    .where("apiKeys.organizationId", "=", organizationId)
    .where("apiKeys.id", "=", id)
    .executeTakeFirst();
}
