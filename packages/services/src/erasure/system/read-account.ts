import type { Database } from "@patchops/db";

/** What is still there of an account. A system file: its organizations are many. */
export async function readAccount(
  database: Database,
  userId: string,
): Promise<{ email: string; organizations: string[] } | null> {
  const user = await database.system
    .selectFrom("users")
    .select("email")
    .where("id", "=", userId)
    .executeTakeFirst();
  if (user === undefined) return null;
  const members = await database.system
    .selectFrom("members")
    .select("organizationId")
    .where("userId", "=", userId)
    .orderBy("organizationId")
    .execute();
  return { email: user.email, organizations: members.map(({ organizationId }) => organizationId) };
}
