import type { Database } from "@patchops/db";

/** Every organization of a person. A system file: they are many, and none of them is asked from. */
export async function findMemberships(database: Database, userId: string): Promise<string[]> {
  const rows = await database.system
    .selectFrom("members")
    .select("organizationId")
    .where("userId", "=", userId)
    .orderBy("organizationId")
    .execute();
  return rows.map(({ organizationId }) => organizationId);
}
