import type { Database, Transaction } from "@patchops/db";
import { endGrants } from "./end-grants.ts";

/** Ends an organization's sign-ins for an endpoint that goes; answers how many those were. */
export async function endGrantsOfResource(
  database: Database,
  trx: Transaction,
  { organizationId, resource }: { organizationId: string; resource: string },
): Promise<number> {
  const grants = await trx
    .selectFrom("oauthGrants")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("resource", "=", resource)
    .where("revokedAt", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  const ids = grants.map(({ id }) => id);
  await endGrants(database, trx, ids, new Date().toISOString());
  return ids.length;
}
