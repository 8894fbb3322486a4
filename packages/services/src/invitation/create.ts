import {
  AppError,
  type CreatedInvitation,
  type CreateInvitationInput,
  createInvitationInput,
  newId,
} from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requirePlace } from "../require-place.ts";
import { invitationLink } from "./link.ts";
import { readInvitations } from "./list.ts";
import { mailInvitation } from "./mail.ts";
import { newInvitationToken } from "./token.ts";

/** More than that wait for nobody's answer. */
const maxPending = 200;
const dayMs = 86_400_000;

/**
 * Invites somebody by mail, or by a link that the answer alone holds. Throws `conflict` for an address that is a member's or has an invitation that
 * waits, and for too many;
 * `rate_limited`.
 */
export async function createInvitation(
  context: Context,
  rawInput: CreateInvitationInput,
): Promise<CreatedInvitation> {
  requireAccess(context, "invitation.create");
  const { email = null, role, daysValid, isMailed } = createInvitationInput.parse(rawInput);
  if (isMailed && email === null) {
    throw new AppError("invalid_input", "A mail needs an address.", { details: { field: "email" } });
  }
  const { services, actor } = context;
  const { organizationId } = actor;
  const id = newId();
  const { token, tokenHash } = newInvitationToken(organizationId);
  const link = invitationLink(services, token);
  return services.database.withOrganization(organizationId, async (trx) => {
    // One at a time in an organization, so that what is counted holds.
    await trx.selectFrom("organizations").select("id").where("id", "=", organizationId).forUpdate().execute();
    const pending = (await readInvitations(trx, { organizationId })).filter(
      ({ status }) => status === "pending",
    );
    await requirePlace(services, trx, { organizationId, of: "members", waiting: pending.length });
    if (pending.length >= maxPending) {
      throw new AppError("conflict", `${maxPending} invitations wait already.`, {
        next: "Revoke some that nobody needs.",
      });
    }
    if (email !== null) {
      if (pending.some((each) => each.email === email)) {
        throw new AppError("conflict", `${email} is invited already.`, {
          next: "Send that invitation again, or revoke it first.",
          details: { field: "email" },
        });
      }
      const member = await trx
        .selectFrom("members")
        .innerJoin("users", "users.id", "members.userId")
        .select("users.id")
        .where("members.organizationId", "=", organizationId)
        .where("users.email", "=", email)
        .executeTakeFirst();
      if (member !== undefined) {
        throw new AppError("conflict", `${email} is a member already.`, { details: { field: "email" } });
      }
    }
    const expiresAt = new Date(Date.now() + daysValid * dayMs).toISOString();
    if (isMailed && email !== null) await mailInvitation(context, trx, { token, email, role, expiresAt });
    const mailedAt = isMailed ? new Date().toISOString() : null;
    await trx
      .insertInto("invitations")
      .values({ organizationId, id, tokenHash, email, role, createdBy: actor.userId, expiresAt, mailedAt })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "invitation.create",
      targetKind: "invitation",
      targetId: id,
      data: { email, role, expiresAt, isMailed },
    });
    const [invitation] = await readInvitations(trx, { organizationId, id });
    if (invitation === undefined) throw new AppError("internal", "The invitation was not stored.");
    return { ...invitation, link: isMailed ? null : link };
  });
}
