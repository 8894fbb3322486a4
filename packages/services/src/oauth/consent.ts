import { AppError, newId, type OAuthClient, oauthScopes, roleScopes, type Scope } from "@patchops/contract";
import { recordAudit } from "../audit/index.ts";
import type { Actor, Visit } from "../context.ts";
import { findMemberships } from "../organization/index.ts";
import { grantDays } from "./records.ts";

/** A client's request, as the authorization server checked it. */
export interface SignInRequest {
  clientId: string;
  client: OAuthClient;
  redirectUri: string;
  /** The endpoint that its tokens are for. */
  resource: string;
}

export interface Consent extends SignInRequest {
  organizationId: string;
  scopes: readonly Scope[];
  /** Whether the person was asked now, or has said yes to the same before. */
  isRemembered: boolean;
}

/**
 * Lets a client act for the logged-in person in one of their organizations; answers the grant's id. Scopes that their role
 * lacks are left out. Throws `not_found` for an organization of others, `forbidden` when no scope is left.
 */
export async function grantConsent(visit: Visit, actor: Actor, consent: Consent): Promise<string> {
  const { database } = visit.services;
  const { organizationId, clientId, client, redirectUri, resource } = consent;
  const memberships = await findMemberships(database, actor.userId);
  const membership = memberships.find((each) => each.organizationId === organizationId);
  if (!membership) throw new AppError("not_found", "There is no such organization.");
  const scopes = oauthScopes.filter(
    (scope) => consent.scopes.includes(scope) && roleScopes[membership.role].includes(scope),
  );
  if (scopes.length === 0) {
    throw new AppError("forbidden", `Your role (${membership.role}) may give the client none of this.`, {
      next: "Ask an owner or admin of the organization.",
    });
  }
  const id = newId();
  await database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("oauthGrants")
      .values({
        id,
        organizationId,
        userId: actor.userId,
        clientId,
        client: JSON.stringify(client),
        redirectUri,
        resource,
        scopes,
        expiresAt: new Date(Date.now() + grantDays * 86_400_000).toISOString(),
        lastUsedAt: null,
        revokedAt: null,
      })
      .execute();
    await recordAudit(
      trx,
      {
        organizationId,
        kind: "user",
        id: actor.userId,
        address: visit.address,
        requestId: visit.requestId,
      },
      {
        action: "connected_app.allow",
        targetKind: "connected_app",
        targetId: id,
        data: { ...client, clientId, redirectUri, resource, scopes, isRemembered: consent.isRemembered },
      },
    );
  });
  return id;
}
