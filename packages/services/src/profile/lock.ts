import type { Transaction } from "@patchops/db";

/** One change of an organization's profiles at a time: which is the default, and whose slug is free, stays true. */
export async function lockProfiles(trx: Transaction, organizationId: string): Promise<void> {
  await trx
    .selectFrom("organizations")
    .select("id")
    .where("id", "=", organizationId)
    .forNoKeyUpdate()
    .execute();
}
