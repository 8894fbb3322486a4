import type { Database } from "@patchops/db";

/** The organization that a person joined first, or null. A system file: it looks for the organization. */
export async function findMembership(database: Database, userId: string): Promise<string | null> {
  const row = await database.system
    .selectFrom("members")
    .select("organizationId")
    .where("userId", "=", userId)
    .orderBy("createdAt")
    .orderBy("organizationId")
    .limit(1)
    .executeTakeFirst();
  return row?.organizationId ?? null;
}
