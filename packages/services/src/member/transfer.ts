import { AppError, type MemberRef } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireProof } from "../session/index.ts";
import { findMember, lockMembers } from "./lock-members.ts";
import { storeRole } from "./store-role.ts";

/**
 * Hands the organization over: another member becomes its owner, the asker an admin. Throws `step_up_required`, `not_found`,
 * `conflict`.
 */
export async function transferOrganization(context: Context, { userId }: MemberRef): Promise<MemberRef> {
  requireAccess(context, "organization.transfer");
  await requireProof(context, "organization.transfer");
  const { services, actor } = context;
  const { organizationId } = actor;
  if (userId === actor.userId) throw new AppError("conflict", "It is yours already.");
  await services.database.withOrganization(organizationId, async (trx) => {
    const members = await lockMembers(trx, organizationId);
    const member = findMember(members, userId);
    if (member.isService) throw new AppError("not_found", "There is no such member.");
    // Read anew: of two that hand over at once, the second is none any more.
    if (findMember(members, actor.userId).role !== "owner") {
      throw new AppError("conflict", "You are no owner of it any more.");
    }
    const place = { database: services.database, actor: auditActor(context) };
    if (member.role !== "owner") {
      await storeRole(trx, place, { userId, before: member.role, after: "owner" });
    }
    await storeRole(trx, place, { userId: actor.userId, before: "owner", after: "admin" });
  });
  return { userId };
}
