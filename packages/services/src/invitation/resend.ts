import { AppError, type CreatedInvitation, type InvitationRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { invitationLink } from "./link.ts";
import { readInvitations } from "./list.ts";
import { mailInvitation } from "./mail.ts";
import { newInvitationToken } from "./token.ts";

/**
 * A new link for an invitation that nobody has used, mailed where the one before was, good for as long again; the one before is of no
 * use then. Throws `not_found`, `rate_limited`.
 */
export async function resendInvitation(context: Context, { id }: InvitationRef): Promise<CreatedInvitation> {
  requireAccess(context, "invitation.resend");
  const { services, actor } = context;
  const { organizationId, userId } = actor;
  const { token, tokenHash } = newInvitationToken(organizationId);
  const link = invitationLink(services, token);
  return services.database.withOrganization(organizationId, async (trx) => {
    const found = await trx
      .selectFrom("invitations")
      .select(["email", "role", "createdAt", "expiresAt", "mailedAt"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .where("acceptedAt", "is", null)
      .where("revokedAt", "is", null)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) throw new AppError("not_found", "There is no such invitation.");
    const now = Date.now();
    const expiresAt = new Date(now + Date.parse(found.expiresAt) - Date.parse(found.createdAt)).toISOString();
    const { email, role } = found;
    const isMailed = email !== null && found.mailedAt !== null;
    if (isMailed) await mailInvitation(context, trx, { token, email, role, expiresAt });
    const createdAt = new Date(now).toISOString();
    await trx
      .updateTable("invitations")
      .set({ tokenHash, createdBy: userId, createdAt, expiresAt, mailedAt: isMailed ? createdAt : null })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "invitation.resend",
      targetKind: "invitation",
      targetId: id,
      data: { expiresAt, isMailed },
    });
    const [invitation] = await readInvitations(trx, { organizationId, id });
    if (invitation === undefined) throw new AppError("internal", "The invitation was not stored.");
    return { ...invitation, link: isMailed ? null : link };
  });
}
