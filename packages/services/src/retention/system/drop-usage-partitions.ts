import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** Drops the days of `usage_events` before this one (`YYYY-MM-DD`), never of the last 31; answers how many. */
export async function dropUsagePartitions(database: Database, before: string): Promise<number> {
  const { rows } = await sql<{ dropped: number }>`
    select drop_usage_partitions(${before}::date) as dropped
  `.execute(database.system);
  return rows[0]?.dropped ?? 0;
}
