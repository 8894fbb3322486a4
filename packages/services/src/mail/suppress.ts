import type { Transaction } from "@patchops/db";

/** Sends nothing more to an address that takes nothing: servers judge a sender by how often it tries that. */
export async function suppress(
  trx: Transaction,
  { address, mailId, reason }: { address: string; mailId: string | null; reason: string },
): Promise<void> {
  await trx
    .insertInto("suppressedAddresses")
    .values({ address, mailId, reason })
    .onConflict((conflict) => conflict.column("address").doUpdateSet({ mailId, reason }))
    .execute();
}
