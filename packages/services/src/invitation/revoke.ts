import { AppError, type InvitationRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** Takes an invitation back; its link is of no use from then on. Throws `not_found` for one that waits no more. */
export async function revokeInvitation(context: Context, { id }: InvitationRef): Promise<InvitationRef> {
  requireAccess(context, "invitation.revoke");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const revoked = await trx
      .updateTable("invitations")
      .set({ revokedAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .where("acceptedAt", "is", null)
      .where("revokedAt", "is", null)
      .returning("email")
      .executeTakeFirst();
    if (revoked === undefined) throw new AppError("not_found", "There is no such invitation.");
    await recordAudit(trx, auditActor(context), {
      action: "invitation.revoke",
      targetKind: "invitation",
      targetId: id,
      data: { email: revoked.email },
    });
    return { id };
  });
}
