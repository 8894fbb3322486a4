import { AppError, type RemovedMember, type RemoveMemberInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import { revokeLogins } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { endMembership } from "./end-membership.ts";
import { findMember, lockMembers, requireOtherOwner } from "./lock-members.ts";

/**
 * Removes a member: what they hold here ends at once on every node, within 3 s where a notification is lost; connections that they
 * added pass on. Owners are removed by owners. Throws `not_found`, `forbidden`, `conflict` (oneself, the last owner).
 */
export async function removeMember(context: Context, input: RemoveMemberInput): Promise<RemovedMember> {
  requireAccess(context, "member.remove");
  const { services, actor } = context;
  const { organizationId } = actor;
  const { userId, reassignTo = actor.userId } = input;
  if (userId === actor.userId) {
    throw new AppError("conflict", "You cannot remove yourself.", {
      next: "Leave the organization instead.",
    });
  }
  const { holdings, logins } = await services.snapshots.change(organizationId, async (trx) => {
    const members = await lockMembers(trx, organizationId);
    const member = findMember(members, userId);
    if (member.isService) throw new AppError("not_found", "There is no such member.");
    if (reassignTo === userId) {
      throw new AppError("invalid_input", "The connections need somebody who stays.", {
        details: { field: "reassignTo" },
      });
    }
    findMember(members, reassignTo);
    if (member.role === "owner") {
      requireAccess(context, "member.changeOwners");
      requireOtherOwner(members, userId);
    }
    const ended = await endMembership(services, trx, { organizationId, userId, reassignTo });
    const { connections, ...counts } = ended.holdings;
    await recordAudit(trx, auditActor(context), {
      action: "member.remove",
      targetKind: "user",
      targetId: userId,
      data: { ...counts, role: member.role, connections: connections.map(({ slug }) => slug), reassignTo },
    });
    return ended;
  });
  await revokeLogins(services, logins);
  return { ...holdings, reassignedTo: reassignTo };
}
