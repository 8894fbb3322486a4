import type { AccountRemoval, OrganizationRemoval } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { readMembershipsToEnd } from "./memberships.ts";

/** What ends with an account. A system file: its organizations are many. */
export async function previewAccount(
  database: Database,
  userId: string,
): Promise<Omit<AccountRemoval, "graceDays">> {
  return database.system.transaction().execute(async (trx) => {
    const memberships = await readMembershipsToEnd(trx, userId, { isHeld: false });
    const named = (each: { id: string; name: string }) => ({ id: each.id, name: each.name });
    const { rows } = await sql<Omit<AccountRemoval, "graceDays" | "goesAlong" | "needsOwner">>`
      select
        (select count(*)::int from api_keys where user_id = ${userId} and revoked_at is null) as "apiKeys",
        (select count(*)::int from oauth_grants where user_id = ${userId} and revoked_at is null) as apps,
        (select count(*)::int from connection_credentials where user_id = ${userId} and kind = 'oauth') as logins,
        (select is_instance_admin from users where id = ${userId}) and not exists (
          select from users where is_instance_admin and status = 'active' and id <> ${userId}) as "isLastInstanceAdmin"
    `.execute(trx);
    const [counts] = rows;
    if (counts === undefined) throw new Error("a query of counts answered nothing");
    return {
      ...counts,
      goesAlong: memberships.filter(({ isAlone }) => isAlone).map(named),
      needsOwner: memberships.filter(({ needsOwner }) => needsOwner).map(named),
    };
  });
}

/** What ends with an organization. */
export async function previewOrganization(
  database: Database,
  organizationId: string,
): Promise<Omit<OrganizationRemoval, "graceDays">> {
  const { rows } = await sql<Omit<OrganizationRemoval, "graceDays">>`
    select
      (select count(*)::int from members as m join users as u on u.id = m.user_id and not u.is_service
        where m.organization_id = ${organizationId}) as members,
      (select count(*)::int from connections where organization_id = ${organizationId}) as connections,
      (select count(*)::int from connection_credentials
        where organization_id = ${organizationId} and kind = 'oauth') as logins,
      (select count(*)::int from api_keys
        where organization_id = ${organizationId} and revoked_at is null) as "apiKeys",
      (select count(*)::int from workflows where organization_id = ${organizationId}) as workflows,
      exists (select from billing_subscriptions
        where organization_id = ${organizationId} and ended_at is null) as "hasSubscription"
  `.execute(database.system);
  const [counts] = rows;
  if (counts === undefined) throw new Error("a query of counts answered nothing");
  return counts;
}
