import type { InboxThread } from "@patchops/contract";
import type { Database } from "@patchops/db";

/**
 * Whose account wrote a ticket, or else has its address, and in which organizations they are. A system file: support helps the people of
 * all of them.
 */
export async function readAccount(
  { system }: Database,
  { userId, email }: { userId: string | null; email: string },
): Promise<InboxThread["account"]> {
  const user = await system
    .selectFrom("users")
    .select(["id as userId", "email", "emailVerifiedAt", "name", "status", "createdAt"])
    .where(userId === null ? "email" : "id", "=", userId ?? email)
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
  const { emailVerifiedAt, ...account } = user;
  return { ...account, isEmailConfirmed: emailVerifiedAt !== null, organizations };
}
