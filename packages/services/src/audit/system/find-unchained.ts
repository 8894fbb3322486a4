import type { Database } from "@patchops/db";

/** Organizations that have entries without a place in their chain. */
export async function findUnchained(database: Database): Promise<string[]> {
  const rows = await database.system
    .selectFrom("auditEntries")
    .select("organizationId")
    .distinct()
    .where("sequence", "is", null)
    .execute();
  return rows.map(({ organizationId }) => organizationId);
}
