import type { Database } from "@patchops/db";

/** Forgets from where keys were used that were not used since this moment; answers of how many. */
export async function forgetKeySenders(database: Database, before: string): Promise<number> {
  const { numUpdatedRows } = await database.system
    .updateTable("apiKeys")
    .set({ lastUsedAddress: null, lastUsedAgent: null })
    .where("lastUsedAt", "<", before)
    .where("lastUsedAddress", "is not", null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
