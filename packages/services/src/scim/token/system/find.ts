import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** A token by its text's parts. A system file: nobody is known yet for whom an organization could be set. */
export async function findScimToken(
  database: Database,
  { organizationId, id }: { organizationId: string; id: string },
) {
  return database.system
    .selectFrom("scimTokens")
    .innerJoin("organizations", "organizations.id", "scimTokens.organizationId")
    .select(["scimTokens.name", "secretHash", "revokedAt", "lastUsedAt", "frozenAt", "frozenReason"])
    .select(
      sql<boolean>`exists (select from closed_memberships as c where c.organization_id = scim_tokens.organization_id)`.as(
        "isClosed",
      ),
    )
    .where("organizationId", "=", organizationId)
    .where("scimTokens.id", "=", id)
    .executeTakeFirst();
}
