import { recordAudit } from "../audit/index.ts";
import { revokeLogins } from "../connection/index.ts";
import type { Services } from "../context.ts";
import { endMembership } from "./end-membership.ts";
import { lockMembers } from "./lock-members.ts";
import { storeRole } from "./store-role.ts";

const ranks = ["owner", "admin", "member", "viewer"];

/**
 * Ends the membership of an account that is deleted. Its connections pass on to whoever is highest there, who becomes an owner where
 * nobody else is one. A member who is none any more changes nothing. False where nobody else is left there: then nothing was changed.
 */
export async function passOnMembership(
  services: Services,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<boolean> {
  const { database } = services;
  const actor = {
    ...{ organizationId, kind: "system" as const },
    ...{ id: null, address: null, requestId: null },
  };
  const logins = await services.snapshots.change(organizationId, async (trx) => {
    const members = await lockMembers(trx, organizationId);
    if (!members.some((member) => member.userId === userId)) return [];
    const people = members.filter((member) => !member.isService && member.userId !== userId);
    const heir = people.toSorted((a, b) => ranks.indexOf(a.role) - ranks.indexOf(b.role))[0];
    if (heir === undefined) return null;
    if (
      heir.role !== "owner" &&
      members.some((member) => member.role === "owner" && member.userId === userId)
    ) {
      await storeRole(
        trx,
        { database, actor },
        {
          ...{ userId: heir.userId, before: heir.role, after: "owner" },
          data: { because: "the last owner's account was deleted" },
        },
      );
    }
    const ended = await endMembership(services, trx, {
      ...{ organizationId, userId, reassignTo: heir.userId },
      // They heard of it when the deletion was asked for.
      isTold: true,
    });
    const { connections, ...counts } = ended.holdings;
    await recordAudit(trx, actor, {
      action: "account.delete",
      targetKind: "user",
      targetId: userId,
      data: { ...counts, connections: connections.map(({ slug }) => slug), reassignTo: heir.userId },
    });
    return ended.logins;
  });
  if (logins === null) return false;
  await revokeLogins(services, logins);
  return true;
}
