import type { Database, Transaction } from "@patchops/db";

/** Reads as the role that sees every organization. The caller has made sure that an instance admin asks. */
export async function readEverything<T>(
  database: Database,
  read: (trx: Transaction) => Promise<T>,
): Promise<T> {
  return database.system.transaction().setAccessMode("read only").execute(read);
}
