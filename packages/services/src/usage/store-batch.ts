import type { Database } from "@patchops/db";
import type { UsageRecord } from "./meter.ts";
import { sqlState } from "./sql-state.ts";
import { makePartitions } from "./system/ensure-partitions.ts";
import { storeEvents } from "./system/store-events.ts";

export interface StoreBatchOptions {
  database: Database;
  /** Takes a record that Postgres refuses for what it holds, so that it does not hold up the others. */
  setAside(record: UsageRecord, error: unknown): void;
}

/** Stores a batch, days without a partition included. Rejects only when the database is the cause; then trying again is right. */
export async function storeBatch(options: StoreBatchOptions, records: readonly UsageRecord[]): Promise<void> {
  const { database, setAside } = options;
  try {
    await storeEvents(database, records);
  } catch (error) {
    const code = sqlState(error);
    if (code === "23514" && (await makeMissingPartitions(database, records))) {
      await storeBatch(options, records);
      return;
    }
    if (!code?.startsWith("22") && !code?.startsWith("23")) throw error;
    const [first] = records;
    if (records.length === 1 && first) {
      setAside(first, error);
      return;
    }
    const middle = Math.ceil(records.length / 2);
    await storeBatch(options, records.slice(0, middle));
    await storeBatch(options, records.slice(middle));
  }
}

/** "No partition of relation found for row": a check violation. Answers false when there was nothing to make. */
async function makeMissingPartitions(database: Database, records: readonly UsageRecord[]): Promise<boolean> {
  const days = new Set(records.map((record) => record.ts.slice(0, 10)));
  let made = 0;
  for (const day of days) made += await makePartitions(database, day, 1);
  return made > 0;
}
