import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** What each node has taken of monthly limits. A system file: it goes over all organizations. */
export async function leasesByNode(database: Database) {
  const rows = await database.system
    .selectFrom("usageLeases")
    .select(({ fn }) => [
      "nodeId",
      fn.countAll<number>().as("leases"),
      sql<number>`sum(units)::bigint`.as("units"),
      fn.max("expiresAt").as("expiresAt"),
      sql<boolean>`max(expires_at) > now()`.as("isLive"),
      sql<string[]>`array_agg(id::text)`.as("ids"),
    ])
    .groupBy("nodeId")
    .orderBy("nodeId")
    .execute();
  return rows;
}
