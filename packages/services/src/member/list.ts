import type { Member } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** The people of the organization, the first to join first; service accounts are listed by themselves. */
export async function listMembers(context: Context): Promise<Member[]> {
  requireAccess(context, "member.list");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("members")
      .innerJoin("users", "users.id", "members.userId")
      .select([
        "members.userId",
        "users.email",
        "users.name",
        "members.role",
        "members.createdAt as joinedAt",
        "members.callsPerMonth",
      ])
      .select((query) =>
        query
          .selectFrom("loginSessions")
          .select(({ fn }) => fn.max("loginSessions.lastSeenAt").as("at"))
          .whereRef("loginSessions.userId", "=", "members.userId")
          .where("loginSessions.organizationId", "=", organizationId)
          .as("lastSeenAt"),
      )
      .where("members.organizationId", "=", organizationId)
      .where("users.isService", "=", false)
      .orderBy("members.createdAt")
      .orderBy("members.userId")
      .execute(),
  );
}
