import type { Database } from "@patchops/db";

/** Organizations that have, or once had, entries. */
export async function findAudited(database: Database): Promise<string[]> {
  const { system } = database;
  const rows = await system
    .selectFrom("auditEntries")
    .select("organizationId")
    .union(system.selectFrom("auditChains").select("organizationId"))
    .orderBy("organizationId")
    .execute();
  return rows.map(({ organizationId }) => organizationId);
}
