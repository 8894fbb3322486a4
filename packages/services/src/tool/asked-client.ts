import { AppError, type ExplainToolInput, type Role, roleScopes, type Scope } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { may } from "../may.ts";

/** A client whose tools are asked about, and what bounds it. */
export interface AskedClient {
  /** In words. */
  label: string;
  role: Role;
  apiKeyId: string | null;
  scopes: readonly Scope[];
  /** The slug that its key is bound to or its address names; null = it comes by `/mcp`, or by a connection's address. */
  profile: string | null;
  /** The connection that its address names. */
  connection: string | null;
  /** Why it gets nothing at all. */
  barred: string | null;
  /** What the client calls itself, as it was last seen. */
  clientName: string | null;
}

/** Finds the client: a key, a connected app, or one of the asker's own. Throws `not_found`. */
export async function askedClient(context: Context, input: ExplainToolInput): Promise<AskedClient> {
  const { services, actor } = context;
  const { organizationId } = actor;
  if (input.apiKey === undefined && input.app === undefined) {
    const { role, apiKeyId, scopes } = actor;
    const own = { role, apiKeyId, scopes, connection: null, barred: null, clientName: null };
    const profile = input.profile ?? actor.profile;
    return {
      ...own,
      profile,
      label: profile === null ? "a client at /mcp" : `a client at /mcp/p/${profile}`,
    };
  }
  return services.database.withOrganization(organizationId, async (trx) =>
    input.apiKey !== undefined
      ? keyClient(trx, context, { id: input.apiKey, profile: input.profile })
      : appClient(trx, context, input.app ?? ""),
  );
}

async function keyClient(
  trx: Transaction,
  { actor }: Context,
  { id, profile }: { id: string; profile: string | undefined },
): Promise<AskedClient> {
  const key = await trx
    .selectFrom("apiKeys")
    .leftJoin("members", (join) =>
      join
        .onRef("members.organizationId", "=", "apiKeys.organizationId")
        .onRef("members.userId", "=", "apiKeys.userId"),
    )
    .select(["apiKeys.name", "apiKeys.scopes", "apiKeys.profile", "members.role"])
    .select(["apiKeys.revokedAt", "apiKeys.expiresAt"])
    .where("apiKeys.organizationId", "=", actor.organizationId)
    .where("apiKeys.id", "=", id)
    .$if(!may(actor, "apiKey.reachAll"), (query) => query.where("apiKeys.userId", "=", actor.userId))
    .executeTakeFirst();
  if (!key) throw new AppError("not_found", "There is no such API key.");
  const isExpired = key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now();
  const role = key.role ?? "viewer";
  const isElsewhere = key.profile !== null && profile !== undefined && profile !== key.profile;
  return {
    label: `the key ${key.name}`,
    role,
    apiKeyId: id,
    scopes: roleScopes[role].filter((scope) => key.scopes.includes(scope)),
    profile: key.profile ?? profile ?? null,
    connection: null,
    barred:
      key.revokedAt !== null
        ? "The key was revoked."
        : key.role === null
          ? "Whoever made the key has left the organization."
          : isExpired
            ? "The key has expired."
            : isElsewhere
              ? `The key is bound to the profile ${key.profile}; at /mcp/p/${profile} it is refused.`
              : null,
    clientName: await lastClient(trx, actor.organizationId, { apiKeyId: id }),
  };
}

async function appClient(trx: Transaction, { actor }: Context, id: string): Promise<AskedClient> {
  const grant = await trx
    .selectFrom("oauthGrants")
    .leftJoin("members", (join) =>
      join
        .onRef("members.organizationId", "=", "oauthGrants.organizationId")
        .onRef("members.userId", "=", "oauthGrants.userId"),
    )
    .select(["oauthGrants.client", "oauthGrants.scopes", "oauthGrants.resource", "members.role"])
    .select(["oauthGrants.revokedAt", "oauthGrants.expiresAt"])
    .where("oauthGrants.organizationId", "=", actor.organizationId)
    .where("oauthGrants.id", "=", id)
    .$if(!may(actor, "apiKey.reachAll"), (query) => query.where("oauthGrants.userId", "=", actor.userId))
    .executeTakeFirst();
  if (!grant) throw new AppError("not_found", "There is no such connected app.");
  const hasEnded = grant.revokedAt !== null || Date.parse(grant.expiresAt) <= Date.now();
  const role = grant.role ?? "viewer";
  const [, kind, name] = /\/mcp\/([cp])\/([^/]+)$/.exec(new URL(grant.resource).pathname) ?? [];
  return {
    label: `the app ${grant.client.name}`,
    role,
    apiKeyId: null,
    scopes: roleScopes[role].filter((scope) => grant.scopes.includes(scope)),
    profile: kind === "p" ? (name ?? null) : null,
    connection: kind === "c" ? (name ?? null) : null,
    barred: hasEnded ? "Its sign-in was revoked or has ended." : null,
    clientName: await lastClient(trx, actor.organizationId, { oauthGrantId: id }),
  };
}

async function lastClient(
  trx: Transaction,
  organizationId: string,
  by: { apiKeyId: string } | { oauthGrantId: string },
): Promise<string | null> {
  const seen = await trx
    .selectFrom("promptSessions")
    .select("clientName")
    .where("organizationId", "=", organizationId)
    .$if("apiKeyId" in by, (query) => query.where("apiKeyId", "=", "apiKeyId" in by ? by.apiKeyId : ""))
    .$if("oauthGrantId" in by, (query) =>
      query.where("oauthGrantId", "=", "oauthGrantId" in by ? by.oauthGrantId : ""),
    )
    .orderBy("lastSeenAt", "desc")
    .limit(1)
    .executeTakeFirst();
  return seen?.clientName ?? null;
}
