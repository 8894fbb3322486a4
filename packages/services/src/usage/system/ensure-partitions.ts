import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** Makes the partitions of `usage_events` for these days where they are missing; answers how many. `from`: `YYYY-MM-DD`. */
export async function makePartitions(database: Database, from: string, days: number): Promise<number> {
  const { rows } = await sql<{ made: number }>`
    select ensure_usage_partitions(${from}::date, ${days}) as made
  `.execute(database.system);
  return rows[0]?.made ?? 0;
}
