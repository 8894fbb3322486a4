import type { Database, Transaction } from "@patchops/db";
import { endGrants } from "./end-grants.ts";
import { oauthGrantChannel } from "./grant-cache.ts";

/** Ends all sign-ins of clients that act for somebody in an organization, inside the transaction that takes them out of it. */
export async function endGrantsOfUser(
  database: Database,
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<void> {
  const grants = await trx
    .selectFrom("oauthGrants")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .where("revokedAt", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  await endGrants(
    database,
    trx,
    grants.map(({ id }) => id),
    new Date().toISOString(),
  );
  await database.notify(trx, oauthGrantChannel, userId);
}
