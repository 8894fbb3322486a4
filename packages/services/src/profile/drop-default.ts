import type { Transaction } from "@patchops/db";

/** Takes the place of default from whichever profile has it. */
export async function dropDefault(trx: Transaction, organizationId: string): Promise<void> {
  await trx
    .updateTable("profiles")
    .set({ isDefault: false })
    .where("organizationId", "=", organizationId)
    .where("isDefault", "=", true)
    .execute();
}
