import { AppError, type SetMemberRoleInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { apiKeyChannel } from "../apikey/index.ts";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { oauthGrantChannel } from "../oauth/index.ts";
import { requireAccess } from "../require-access.ts";
import { findMember, lockMembers, requireOtherOwner } from "./lock-members.ts";

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
    await storeRole(context, trx, { userId, before: member.role, after: role });
  });
  return { userId, role };
}

/** Changes the role, tells every node, and writes the audit entry. */
export async function storeRole(
  context: Context,
  trx: Transaction,
  { userId, before, after }: { userId: string } & Record<"before" | "after", SetMemberRoleInput["role"]>,
): Promise<void> {
  const { database } = context.services;
  await trx
    .updateTable("members")
    .set({ role: after })
    .where("organizationId", "=", context.actor.organizationId)
    .where("userId", "=", userId)
    .execute();
  for (const channel of [apiKeyChannel, oauthGrantChannel]) await database.notify(trx, channel, userId);
  await recordAudit(trx, auditActor(context), {
    action: "member.set_role",
    targetKind: "user",
    targetId: userId,
    before: { role: before },
    after: { role: after },
  });
}
