import type { Database, Transaction } from "@patchops/db";
import { apiKeyChannel } from "./key-cache.ts";

/** Revokes all keys that somebody has in an organization, inside the transaction that takes them out of it. */
export async function revokeKeysOfUser(
  database: Database,
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<void> {
  await trx
    .updateTable("apiKeys")
    .set({ revokedAt: new Date().toISOString() })
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .where("revokedAt", "is", null)
    .execute();
  await database.notify(trx, apiKeyChannel, userId);
}
