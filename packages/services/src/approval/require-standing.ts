import { AppError } from "@patchops/contract";
import { sql } from "kysely";
import type { Context } from "../context.ts";

/** Refuses a caller whose key, app or membership has ended while their call waited (S26). Throws `unauthenticated`. */
export async function requireStanding({ services, actor }: Context): Promise<void> {
  const { organizationId, userId, apiKeyId, oauthGrantId, role } = actor;
  const { rows } = await services.database.withOrganization(organizationId, (trx) =>
    sql`
      select 1 from members as m join users as u on u.id = m.user_id
      left join api_keys as k on k.organization_id = m.organization_id and k.id = ${apiKeyId}::uuid
      left join oauth_grants as g on g.organization_id = m.organization_id and g.id = ${oauthGrantId}::uuid
      where m.organization_id = ${organizationId} and m.user_id = ${userId} and m.role = ${role} and u.status = 'active'
        and (${apiKeyId}::uuid is null or (k.revoked_at is null and coalesce(k.expires_at > now(), true) and k.id is not null))
        and (${oauthGrantId}::uuid is null or (g.revoked_at is null and g.expires_at > now() and g.id is not null))
    `.execute(trx),
  );
  if (rows.length > 0) return;
  throw new AppError("unauthenticated", "The key, app or person behind this call may not act any more.", {
    sent: false,
  });
}
