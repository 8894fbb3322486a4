import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { isNotHeld } from "./not-held.ts";

const batchSize = 5_000;

/**
 * Drops the days of `usage_events` before this one (`YYYY-MM-DD`), never of the last 31; answers how many. While a legal hold keeps
 * something, rows go one by one, and it answers how many of these.
 */
export async function dropUsagePartitions(database: Database, before: string): Promise<number> {
  const hold = await database.system
    .selectFrom("legalHolds")
    .select("id")
    .where("releasedAt", "is", null)
    .limit(1)
    .executeTakeFirst();
  if (hold !== undefined) return dropRows(database, before);
  const { rows } = await sql<{ dropped: number }>`
    select drop_usage_partitions(${before}::date) as dropped
  `.execute(database.system);
  return rows[0]?.dropped ?? 0;
}

async function dropRows(database: Database, before: string): Promise<number> {
  for (let total = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`
      delete from usage_events where (organization_id, id, ts) in (
        select organization_id, id, ts from usage_events
        where ts < ${before}::date at time zone 'UTC' and ${isNotHeld("usage_events")} limit ${batchSize})
    `.execute(database.system);
    total += Number(numAffectedRows);
    if (Number(numAffectedRows) < batchSize) return total;
  }
}
