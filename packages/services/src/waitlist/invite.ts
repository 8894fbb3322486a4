import {
  AppError,
  type InviteAsOperatorInput,
  type InviteFromWaitlistInput,
  type WaitlistInvitations,
  waitlistInviteDays,
} from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import { sql } from "kysely";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { requireAccess } from "../require-access.ts";

/**
 * Invites people from the waitlist, each by a link that lets their address alone sign up: mailed, and answered once to be copied.
 * Invited anew, the link before is no good. Who has joined is left out. Instance admins.
 */
export async function inviteFromWaitlist(
  context: Context,
  input: InviteFromWaitlistInput,
): Promise<WaitlistInvitations> {
  requireAccess(context, "admin.inviteFromWaitlist");
  return invite(context.services, auditActor(context), input);
}

/** `patchops admin waitlist invite`: those who came first, or these addresses. Throws `not_found` where none of them waits. */
export async function inviteAsOperator(
  services: Services,
  { emails, first }: InviteAsOperatorInput,
): Promise<WaitlistInvitations> {
  const ids = await services.database.transaction((trx) =>
    trx
      .selectFrom("waitlistEntries")
      .select("id")
      .where("joinedAt", "is", null)
      .$if(emails !== undefined, (query) => query.where("email", "in", emails ?? []))
      .$if(emails === undefined, (query) => query.where("invitedAt", "is", null))
      .orderBy("id")
      .limit(first ?? 200)
      .execute(),
  );
  if (ids.length === 0) throw new AppError("not_found", "Nobody waits who is meant by that.");
  const actor = await instanceOperator(services.database);
  return invite(services, actor, { ids: ids.map(({ id }) => id) });
}

async function invite(
  services: Services,
  actor: AuditActor,
  { ids }: InviteFromWaitlistInput,
): Promise<WaitlistInvitations> {
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const invited: WaitlistInvitations["invited"] = [];
    for (const id of new Set(ids)) {
      const token = createToken();
      const entry = await trx
        .updateTable("waitlistEntries")
        .set({
          invitedAt: sql<string>`now()`,
          inviteHash: hashToken(token),
          inviteExpiresAt: sql<string>`now() + make_interval(days => ${waitlistInviteDays})`,
        })
        .where("id", "=", id)
        .where("joinedAt", "is", null)
        .returning("email")
        .executeTakeFirst();
      if (entry === undefined) continue;
      const { email } = entry;
      // Behind `#`, which browsers send to no server.
      const url = `${services.settings.publicUrl}/signup#waitlist=${token}&email=${encodeURIComponent(email)}`;
      await queueMail(services, trx, {
        kind: "waitlist-invitation",
        to: email,
        data: { url, daysValid: waitlistInviteDays },
      });
      invited.push({ id, email, url });
    }
    await recordAudit(trx, actor, {
      action: "waitlist.invite",
      targetKind: "waitlist",
      targetId: null,
      data: { invited: invited.map(({ email }) => email) },
    });
    return { invited };
  });
}
