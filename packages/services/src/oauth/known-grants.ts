import { type Scope, scopes } from "@patchops/contract";
import type { Services } from "../context.ts";
import type { SignInRequest } from "./consent.ts";

/** The port that an app on one's own machine listens on differs from time to time (RFC 8252, section 7.3). */
function withoutLoopbackPort(redirectUri: string): string {
  return redirectUri.replace(/^(http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])):\d+(?=[/?]|$)/, "$1");
}

/** What a person allowed the same client before, by organization: same endpoint, same redirect, and the grant stands. */
export async function knownScopes(
  { database }: Services,
  userId: string,
  request: Pick<SignInRequest, "clientId" | "redirectUri" | "resource">,
): Promise<Map<string, Scope[]>> {
  const rows = await database.transaction((trx) =>
    trx
      .selectFrom("oauthGrants")
      .select(["organizationId", "redirectUri", "scopes"])
      .where("userId", "=", userId)
      .where("clientId", "=", request.clientId)
      .where("resource", "=", request.resource)
      .where("revokedAt", "is", null)
      .where("expiresAt", ">", new Date().toISOString())
      .orderBy("createdAt", "desc")
      .limit(100)
      .execute(),
  );
  const redirect = withoutLoopbackPort(request.redirectUri);
  const known = new Map<string, Scope[]>();
  for (const row of rows) {
    if (withoutLoopbackPort(row.redirectUri) !== redirect) continue;
    const before = known.get(row.organizationId) ?? [];
    known.set(
      row.organizationId,
      scopes.filter((scope) => before.includes(scope) || row.scopes.includes(scope)),
    );
  }
  return known;
}
