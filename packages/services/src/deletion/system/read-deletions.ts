import type { AdminDeletion } from "@patchops/contract";
import type { Database } from "@patchops/db";

/** The newest deletions of the instance. A system file: they belong to no organization. */
export async function readDeletions(database: Database): Promise<AdminDeletion[]> {
  return database.system
    .selectFrom("deletions")
    .select(["id", "subject", "subjectId", "subjectName as name", "state", "askedAt", "dueAt", "endedAt"])
    .select(["problem", "askedVia", "reason", "ticketId"])
    .orderBy("id", "desc")
    .limit(200)
    .execute();
}
