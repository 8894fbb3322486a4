import { type ConnectedApp, scopes } from "@patchops/contract";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { requireAccess } from "../require-access.ts";

const maxGrants = 1_000;

/** The apps that people of the organization signed in from, for its owners and admins, else the asker's own; the newest first. */
export async function listConnectedApps(context: Context): Promise<ConnectedApp[]> {
  requireAccess(context, "connectedApp.list");
  const { actor, services } = context;
  const { organizationId } = actor;
  const { grants, organization, open } = await services.database.withOrganization(
    organizationId,
    async (trx) => {
      const grants = await trx
        .selectFrom("oauthGrants")
        .innerJoin("users", "users.id", "oauthGrants.userId")
        .selectAll("oauthGrants")
        .select(["users.name as userName", "users.email"])
        .where("oauthGrants.organizationId", "=", organizationId)
        .where("oauthGrants.revokedAt", "is", null)
        .where("oauthGrants.expiresAt", ">", new Date().toISOString())
        .$if(!may(actor, "apiKey.reachAll"), (query) => query.where("oauthGrants.userId", "=", actor.userId))
        .orderBy("oauthGrants.createdAt", "desc")
        .limit(maxGrants)
        .execute();
      const organization = await trx
        .selectFrom("organizations")
        .select(["id", "name"])
        .where("id", "=", organizationId)
        .executeTakeFirstOrThrow();
      const open = await trx
        .selectFrom("promptSessions")
        .select(["oauthGrantId", ({ fn }) => fn.countAll<string>().as("count")])
        .where("organizationId", "=", organizationId)
        .where("oauthGrantId", "is not", null)
        .where("endedAt", "is", null)
        .where("lastSeenAt", ">", sql<string>`now() - interval '1 day'`)
        .groupBy("oauthGrantId")
        .execute();
      return { grants, organization, open };
    },
  );
  const sessionsOf = new Map(open.map(({ oauthGrantId, count }) => [oauthGrantId, Number(count)]));
  const apps = new Map<string, ConnectedApp>();
  for (const grant of grants) {
    const key = `${grant.userId} ${grant.clientId}`;
    const endpoint = new URL(grant.resource).pathname;
    const app = apps.get(key);
    if (app === undefined) {
      apps.set(key, {
        id: grant.id,
        clientId: grant.clientId,
        client: grant.client,
        endpoints: [endpoint],
        scopes: scopes.filter((scope) => grant.scopes.includes(scope)),
        user: { id: grant.userId, name: grant.userName, email: grant.email },
        organization,
        createdAt: grant.createdAt,
        lastUsedAt: grant.lastUsedAt,
        expiresAt: grant.expiresAt,
        signIns: 1,
        sessions: sessionsOf.get(grant.id) ?? 0,
      });
      continue;
    }
    if (!app.endpoints.includes(endpoint)) app.endpoints.push(endpoint);
    app.scopes = scopes.filter((scope) => app.scopes.includes(scope) || grant.scopes.includes(scope));
    app.createdAt = grant.createdAt;
    if ((grant.lastUsedAt ?? "") > (app.lastUsedAt ?? "")) app.lastUsedAt = grant.lastUsedAt;
    if (grant.expiresAt > app.expiresAt) app.expiresAt = grant.expiresAt;
    app.signIns += 1;
    app.sessions += sessionsOf.get(grant.id) ?? 0;
  }
  return [...apps.values()];
}
