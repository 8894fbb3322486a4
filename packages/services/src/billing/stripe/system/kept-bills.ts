import type { Database, Tables } from "@patchops/db";
import type { Updateable } from "kysely";

interface Bill {
  customerId: string;
  id: string;
}

/** Whether a bill of a deleted organization is kept. A system file: they are of nobody any more. */
export async function isBillKept(database: Database, { customerId, id }: Bill): Promise<boolean> {
  const row = await database.system
    .selectFrom("keptBills")
    .select("id")
    .where("customerId", "=", customerId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes what became of one. */
export async function updateKeptBill(
  database: Database,
  { customerId, id }: Bill,
  now: Updateable<Tables["keptBills"]>,
): Promise<void> {
  await database.system
    .updateTable("keptBills")
    .set(now)
    .where("customerId", "=", customerId)
    .where("id", "=", id)
    .execute();
}
