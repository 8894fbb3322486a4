import type { Database, Transaction } from "@patchops/db";
import { apiKeyChannel } from "./key-cache.ts";

/** Revokes the keys that are bound to a profile, inside the transaction that removes it; answers how many those were. */
export async function revokeKeysOfProfile(
  database: Database,
  trx: Transaction,
  { organizationId, profile }: { organizationId: string; profile: string },
): Promise<number> {
  const revoked = await trx
    .updateTable("apiKeys")
    .set({ revokedAt: new Date().toISOString() })
    .where("organizationId", "=", organizationId)
    .where("profile", "=", profile)
    .where("revokedAt", "is", null)
    .returning("id")
    .execute();
  for (const { id } of revoked) await database.notify(trx, apiKeyChannel, id);
  return revoked.length;
}
