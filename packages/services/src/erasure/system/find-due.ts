import type { Database } from "@patchops/db";

/** Deletions whose time has come, and those that broke off. A system file: they are of every account and organization. */
export async function findDue(database: Database, at: Date): Promise<string[]> {
  const rows = await database.system
    .selectFrom("deletions")
    .select("id")
    .where("state", "in", ["waiting", "running"])
    .where("dueAt", "<=", at.toISOString())
    .where("parentId", "is", null)
    .orderBy("dueAt")
    .execute();
  return rows.map(({ id }) => id);
}
