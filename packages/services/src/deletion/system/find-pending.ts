import type { PendingDeletion } from "@patchops/contract";
import type { Database } from "@patchops/db";

/** Deletions that wait, of organizations that somebody owned, those that go with the account of another owner among them. A system file: they are a member of none of them now. */
export async function findPending(database: Database, userId: string): Promise<PendingDeletion[]> {
  return database.system
    .selectFrom("deletions as d")
    .innerJoin("closedMemberships as m", "m.organizationId", "d.subjectId")
    .select(["d.id", "d.subjectId as organizationId", "d.subjectName as name", "d.dueAt"])
    .where("m.userId", "=", userId)
    .where("m.role", "=", "owner")
    .where("d.state", "=", "waiting")
    .orderBy("d.dueAt")
    .execute();
}
