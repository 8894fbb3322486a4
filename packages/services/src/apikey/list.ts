import { type ApiKey, scopes } from "@patchops/contract";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { requireAccess } from "../require-access.ts";

const maxKeys = 500;

/** The organization's keys for its owners and admins, else the asker's own; the newest first, revoked ones too. */
export async function listApiKeys(context: Context): Promise<ApiKey[]> {
  requireAccess(context, "apiKey.list");
  const { actor, services } = context;
  const rows = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("apiKeys")
      .innerJoin("users", "users.id", "apiKeys.userId")
      .select([
        "apiKeys.id",
        "apiKeys.name",
        "apiKeys.prefix",
        "apiKeys.scopes",
        "apiKeys.profile",
        "apiKeys.createdAt",
        "apiKeys.expiresAt",
        "apiKeys.lastUsedAt",
        "apiKeys.lastUsedAddress",
        "apiKeys.lastUsedAgent",
        "apiKeys.revokedAt",
        "apiKeys.callsPerMonth",
        "apiKeys.userId",
        "users.name as userName",
        "users.email",
      ])
      .where("apiKeys.organizationId", "=", actor.organizationId)
      .$if(!may(actor, "apiKey.reachAll"), (query) => query.where("apiKeys.userId", "=", actor.userId))
      .orderBy("apiKeys.id", "desc")
      .limit(maxKeys)
      .execute(),
  );
  return rows.map(({ userId, userName, email, ...row }) => ({
    ...row,
    scopes: scopes.filter((scope) => row.scopes.includes(scope)),
    createdBy: { id: userId, name: userName, email },
  }));
}
