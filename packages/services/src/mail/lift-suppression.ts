import type { Transaction } from "@patchops/db";

/** Mails go to an address again. Answers whether none did. */
export async function liftSuppression(trx: Transaction, address: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("suppressedAddresses")
    .where("address", "=", address)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
