import type { Services } from "../context.ts";
import { dayMs, isoTime } from "./range.ts";
import { makePartitions } from "./system/ensure-partitions.ts";
import { deletePayloadsBefore } from "./system/store-payloads.ts";

/** Makes the partitions of yesterday to a week ahead. For a job: each hour is often enough. */
export async function ensurePartitions({ database }: Services): Promise<void> {
  await makePartitions(database, isoTime(Date.now() - dayMs).slice(0, 10), 9);
}

/** Deletes what was said in calls more than 7 days ago. */
export async function dropOldPayloads({ database }: Services): Promise<number> {
  return deletePayloadsBefore(database, isoTime(Date.now() - 7 * dayMs));
}
