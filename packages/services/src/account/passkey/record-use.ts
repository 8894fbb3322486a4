import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { AssertedPasskey } from "./assert.ts";

/** Whether the passkey is still there: taken away meanwhile it lets nobody in. */
export async function recordPasskeyUse(
  trx: Transaction,
  { id, userId, counter, isBackedUp }: AssertedPasskey,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("passkeys")
    .set({ counter, isBackedUp, lastUsedAt: sql<string>`now()` })
    .where("id", "=", id)
    .where("userId", "=", userId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
