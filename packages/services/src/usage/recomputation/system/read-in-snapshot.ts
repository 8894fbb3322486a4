import type { Database, Transaction } from "@patchops/db";

/** Reads all organizations as they were at one moment, however long it takes. */
export function readInSnapshot<T>(database: Database, read: (trx: Transaction) => Promise<T>): Promise<T> {
  return database.system
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(read);
}
