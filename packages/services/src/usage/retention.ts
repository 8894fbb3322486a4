import type { Services } from "../context.ts";
import { makePartitions } from "./system/ensure-partitions.ts";
import { deletePayloadsBefore } from "./system/store-payloads.ts";

const dayMs = 86_400_000;

/** Makes the partitions of yesterday to a week ahead. For a job: each hour is often enough. */
export async function ensurePartitions({ database }: Services): Promise<void> {
  await makePartitions(database, new Date(Date.now() - dayMs).toISOString().slice(0, 10), 9);
}

/** Deletes what was said in calls more than 7 days ago. */
export async function dropOldPayloads({ database }: Services): Promise<number> {
  return deletePayloadsBefore(database, new Date(Date.now() - 7 * dayMs).toISOString());
}
