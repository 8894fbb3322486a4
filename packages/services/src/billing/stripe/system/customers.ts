import type { Database } from "@patchops/db";

/** Whose customer that is at Stripe; null for a stranger. A system file: Stripe knows customers, not organizations. */
export async function organizationOfCustomer(database: Database, customerId: string): Promise<string | null> {
  const row = await database.system
    .selectFrom("billingCustomers")
    .select("organizationId")
    .where("customerId", "=", customerId)
    .executeTakeFirst();
  return row?.organizationId ?? null;
}

/** Organizations whose state was not asked for since a moment. A system file: it goes over all of them. */
export async function customersSyncedBefore(database: Database, before: string): Promise<string[]> {
  const rows = await database.system
    .selectFrom("billingCustomers")
    .select("organizationId")
    .where((where) => where.or([where("syncedAt", "is", null), where("syncedAt", "<", before)]))
    .orderBy("organizationId")
    .execute();
  return rows.map(({ organizationId }) => organizationId);
}

/** Organizations that owe something. A system file: it goes over all of them. */
export async function customersInGrace(database: Database): Promise<string[]> {
  const rows = await database.system
    .selectFrom("billingCustomers")
    .select("organizationId")
    .where("pastDueSince", "is not", null)
    .where("duePhase", "<>", "ended")
    .orderBy("organizationId")
    .execute();
  return rows.map(({ organizationId }) => organizationId);
}
