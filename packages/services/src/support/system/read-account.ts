import type { InboxThread } from "@patchops/contract";
import type { Database } from "@patchops/db";

/** Who has an address, and in which organizations they are. A system file: support helps the people of all of them. */
export async function readAccount({ system }: Database, email: string): Promise<InboxThread["account"]> {
  const user = await system
    .selectFrom("users")
    .select(["id as userId", "name", "status", "createdAt"])
    .where("email", "=", email)
    .executeTakeFirst();
  if (user === undefined) return null;
  const organizations = await system
    .selectFrom("members")
    .innerJoin("organizations", "organizations.id", "members.organizationId")
    .select(["organizations.id", "organizations.name", "organizations.plan", "members.role"])
    .where("members.userId", "=", user.userId)
    .orderBy("organizations.name")
    .limit(50)
    .execute();
  return { ...user, organizations };
}
