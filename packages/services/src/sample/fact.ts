import type { Transaction } from "@patchops/db";

const key = "sample_organization";

/** The instance's sample organization; null when there is none. */
export async function readSampleOrganization(trx: Transaction): Promise<string | null> {
  const fact = await trx
    .selectFrom("instanceFacts")
    .select("value")
    .where("key", "=", key)
    .executeTakeFirst();
  return fact === undefined ? null : String(fact.value);
}

/** Remembers it; false when another has come first. */
export async function claimSampleOrganization(trx: Transaction, organizationId: string): Promise<boolean> {
  const inserted = await trx
    .insertInto("instanceFacts")
    .values({ key, value: JSON.stringify(organizationId) })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .returning("key")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function forgetSampleOrganization(trx: Transaction): Promise<void> {
  await trx.deleteFrom("instanceFacts").where("key", "=", key).execute();
}
