import { clock } from "@patchops/contract";
import type { Services } from "../context.ts";
import { dayMs, isoTime } from "./range.ts";
import { makePartitions } from "./system/ensure-partitions.ts";

/** Makes the partitions of yesterday to a week ahead. For a job: each hour is often enough. */
export async function ensurePartitions({ database }: Services): Promise<void> {
  await makePartitions(database, isoTime(clock.nowMs() - dayMs).slice(0, 10), 9);
}
