import type { Services } from "../context.ts";
import type { UsageRecord } from "./meter.ts";
import { storeBatch } from "./store-batch.ts";

const batchSize = 1_000;

/** Stores finished records as the meter does, in batches. Rejects at the first one that the database refuses. */
export async function storeRecords(
  { database }: Pick<Services, "database">,
  records: readonly UsageRecord[],
): Promise<void> {
  const setAside = (_record: UsageRecord, error: unknown) => {
    throw error;
  };
  for (let start = 0; start < records.length; start += batchSize) {
    await storeBatch({ database, setAside }, records.slice(start, start + batchSize));
  }
}
