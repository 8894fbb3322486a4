import { AppError, type SetMemberRoleInput } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findMember, lockMembers, requireOtherOwner } from "./lock-members.ts";
import { storeRole } from "./store-role.ts";

/**
 * Gives a member another role; their keys and apps follow at once on every node. Who becomes an owner, or stops to be one, is
 * decided by owners. Throws `not_found`, `forbidden`, `conflict` (the last owner).
 */
export async function setMemberRole(
  context: Context,
  { userId, role }: SetMemberRoleInput,
): Promise<SetMemberRoleInput> {
  requireAccess(context, "member.setRole");
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.database.withOrganization(organizationId, async (trx) => {
    const members = await lockMembers(trx, organizationId);
    const member = findMember(members, userId);
    if (member.isService) throw new AppError("not_found", "There is no such member.");
    if (member.role === role) return;
    if (member.role === "owner" || role === "owner") requireAccess(context, "member.changeOwners");
    if (member.role === "owner") requireOtherOwner(members, userId);
    await storeRole(
      trx,
      { database: services.database, actor: auditActor(context) },
      { userId, before: member.role, after: role },
    );
  });
  return { userId, role };
}
