import type { Database } from "@patchops/db";

/** A person by mail address, with the organization that they joined first. A system file: it looks for the organization. */
export async function findAccount(
  database: Database,
  email: string,
): Promise<{ userId: string; organizationId: string } | undefined> {
  return database.system
    .selectFrom("users")
    .innerJoin("members", "members.userId", "users.id")
    .select(["users.id as userId", "members.organizationId"])
    .where("users.email", "=", email)
    .orderBy("members.createdAt")
    .orderBy("members.organizationId")
    .limit(1)
    .executeTakeFirst();
}
