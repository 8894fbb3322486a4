import type { Database } from "@patchops/db";
import { sql } from "kysely";

/**
 * Begins a deletion with those that go with it, from when on it cannot be taken back; false where a legal hold keeps one of them, or it
 * was taken back. A system file.
 */
export async function beginDeletion(database: Database, deletionId: string): Promise<boolean> {
  return database.system.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom("deletions")
      .select(["id", "subjectId", "state"])
      .where((where) => where.or([where("id", "=", deletionId), where("parentId", "=", deletionId)]))
      .where("state", "in", ["waiting", "running"])
      .orderBy("id")
      .forUpdate()
      .execute();
    if (!rows.some(({ id }) => id === deletionId)) return false;
    const hold = await trx
      .selectFrom("legalHolds")
      .select("id")
      .where(
        "subjectId",
        "in",
        rows.map(({ subjectId }) => subjectId),
      )
      .where("releasedAt", "is", null)
      .executeTakeFirst();
    const ids = rows.map(({ id }) => id);
    if (hold !== undefined) {
      const problem = "A legal hold keeps it for now.";
      await trx.updateTable("deletions").set({ problem }).where("id", "=", deletionId).execute();
      return false;
    }
    await trx
      .updateTable("deletions")
      .set({ state: "running", problem: null, startedAt: sql<string>`coalesce(started_at, now())` })
      .where("id", "in", ids)
      .execute();
    return true;
  });
}
