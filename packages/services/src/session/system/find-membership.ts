import type { Database } from "@patchops/db";

/** The organization that a person joined first and may enter without its own provider, or null. A system file: it looks for the organization. */
export async function findMembership(database: Database, userId: string): Promise<string | null> {
  const row = await database.system
    .selectFrom("members")
    .leftJoin("singleSignOn", (join) =>
      join
        .onRef("singleSignOn.organizationId", "=", "members.organizationId")
        .on("singleSignOn.isEnforced", "=", true),
    )
    .select("members.organizationId")
    .where("members.userId", "=", userId)
    .where((where) => where.or([where("members.role", "=", "owner"), where("singleSignOn.id", "is", null)]))
    .orderBy("members.createdAt")
    .orderBy("members.organizationId")
    .limit(1)
    .executeTakeFirst();
  return row?.organizationId ?? null;
}
