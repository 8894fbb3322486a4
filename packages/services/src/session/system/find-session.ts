import type { SessionAdapter } from "@patchops/auth";
import type { Database } from "@patchops/db";

/**
 * A login session with its user and their role in the session's organization, in one query. A system file: which
 * organization it is about is only known from its answer.
 */
export async function findSession(
  database: Database,
  id: string,
): ReturnType<SessionAdapter["getSessionAndUser"]> {
  const row = await database.system
    .selectFrom("loginSessions")
    .innerJoin("users", "users.id", "loginSessions.userId")
    .leftJoin("members", (join) =>
      join
        .onRef("members.userId", "=", "loginSessions.userId")
        .onRef("members.organizationId", "=", "loginSessions.organizationId"),
    )
    .leftJoin("singleSignOn", (join) =>
      join
        .onRef("singleSignOn.organizationId", "=", "loginSessions.organizationId")
        .on("singleSignOn.isEnforced", "=", true),
    )
    .leftJoin("organizations", "organizations.id", "loginSessions.organizationId")
    .select([
      "organizations.frozenAt",
      "organizations.frozenReason",
      "loginSessions.userId",
      "loginSessions.organizationId",
      "loginSessions.expiresAt",
      "loginSessions.lastSeenAt",
      "loginSessions.address",
      "loginSessions.userAgent",
      "loginSessions.deviceHash",
      "loginSessions.impersonationId",
      "users.isInstanceAdmin",
      "users.status",
      "members.role",
      "loginSessions.ssoOrganizationId",
      "singleSignOn.organizationId as enforcedBy",
    ])
    .where("loginSessions.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return [null, null];
  const { userId, organizationId, lastSeenAt, address, userAgent, deviceHash, isInstanceAdmin } = row;
  const { impersonationId } = row;
  // Owners keep another way in, should the provider fail or be set wrongly.
  const isBarred =
    row.enforcedBy !== null && row.role !== "owner" && row.ssoOrganizationId !== row.enforcedBy;
  const role = isBarred ? null : row.role;
  const freeze = row.frozenAt === null ? null : { reason: row.frozenReason };
  const attributes = { organizationId, lastSeenAt, address, userAgent, deviceHash, impersonationId };
  return [
    { id, userId, expiresAt: new Date(row.expiresAt), attributes },
    row.status === "active" ? { id: userId, attributes: { isInstanceAdmin, role, freeze } } : null,
  ];
}
