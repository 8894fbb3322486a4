import { recordAudit } from "../audit/index.ts";
import type { Services } from "../context.ts";
import { endGrants } from "./end-grants.ts";
import { findOAuthGrant } from "./system/find-grant.ts";

/**
 * Ends one sign-in by the authorization server's own rules: a code or refresh token came twice, or the client handed its token
 * back (RFC 7009). Ending again changes nothing.
 */
export async function endOAuthGrant(
  services: Services,
  grantId: string,
  reason: "reused" | "handed_back",
): Promise<void> {
  const { database } = services;
  const grant = await findOAuthGrant(database, grantId);
  if (grant === undefined || grant.revokedAt !== null) return;
  const { organizationId, clientId } = grant;
  await database.withOrganization(organizationId, async (trx) => {
    await endGrants(database, trx, [grantId], new Date().toISOString());
    await recordAudit(
      trx,
      { organizationId, kind: "oauth", id: grantId, address: null, requestId: null },
      {
        action: "connected_app.end",
        targetKind: "connected_app",
        targetId: grantId,
        data: { clientId, reason },
      },
    );
  });
}
