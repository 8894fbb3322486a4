import type { LeftOrganization } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import { revokeLogins } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { findMembership, requireLogin, startLoginSession } from "../session/index.ts";
import { endMembership } from "./end-membership.ts";
import { findMember, lockMembers, requireOtherOwner } from "./lock-members.ts";

/**
 * Leaves the organization: as a removal, by oneself. The browser goes on in another organization of the person, with a new login;
 * where there is none it is signed out. The connections pass on to an owner. Throws `conflict` for the last owner.
 */
export async function leaveOrganization(
  context: Context,
): Promise<LeftOrganization & { cookies: readonly string[] }> {
  const loginSessionId = requireLogin(context, "organization.leave");
  const { services, actor } = context;
  const { organizationId, userId } = actor;
  const before = await services.database.transaction((trx) =>
    trx.selectFrom("loginSessions").select("provedAt").where("id", "=", loginSessionId).executeTakeFirst(),
  );
  const logins = await services.snapshots.change(organizationId, async (trx) => {
    const members = await lockMembers(trx, organizationId);
    const { role } = findMember(members, userId);
    requireOtherOwner(members, userId);
    const heir = members.find((each) => each.role === "owner" && each.userId !== userId);
    const reassignTo = heir?.userId ?? userId;
    const ended = await endMembership(services, trx, { organizationId, userId, reassignTo });
    const { connections, ...counts } = ended.holdings;
    await recordAudit(trx, auditActor(context), {
      action: "member.leave",
      targetKind: "user",
      targetId: userId,
      data: { ...counts, role, connections: connections.map(({ slug }) => slug), reassignTo },
    });
    return ended.logins;
  });
  await revokeLogins(services, logins);
  const switchedTo = await findMembership(services.database, userId);
  if (switchedTo === null) return { switchedTo, cookies: [] };
  const { cookies } = await services.database.withOrganization(switchedTo, (trx) =>
    startLoginSession(context, trx, {
      userId,
      organizationId: switchedTo,
      method: "leave",
      // Leaving proves nothing.
      provedAt: before?.provedAt ?? new Date(0).toISOString(),
    }),
  );
  return { switchedTo, cookies };
}
