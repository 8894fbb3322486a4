import type { Database, Transaction } from "@patchops/db";
import { oauthGrantChannel } from "./grant-cache.ts";

/** Ends grants inside a transaction: their refresh tokens are gone, and every node hears that their access tokens are no good. */
export async function endGrants(
  database: Database,
  trx: Transaction,
  ids: readonly string[],
  revokedAt: string,
): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable("oauthGrants")
    .set({ revokedAt })
    .where("id", "in", ids)
    .where("revokedAt", "is", null)
    .execute();
  await trx.deleteFrom("oauthRecords").where("grantId", "in", ids).execute();
  for (const id of ids) await database.notify(trx, oauthGrantChannel, id);
}
