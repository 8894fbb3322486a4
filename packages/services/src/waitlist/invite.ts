import {
  type InviteFromWaitlistInput,
  type WaitlistInvitations,
  waitlistInviteDays,
} from "@patchops/contract";
import { createToken, hashToken } from "@patchops/vault";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { requireAccess } from "../require-access.ts";

/**
 * Invites people from the waitlist, each by a link that lets their address alone sign up: mailed, and answered once to be copied.
 * Invited anew, the link before is no good. Who has joined is left out. Instance admins.
 */
export async function inviteFromWaitlist(
  context: Context,
  { ids }: InviteFromWaitlistInput,
): Promise<WaitlistInvitations> {
  requireAccess(context, "admin.inviteFromWaitlist");
  const { services, actor } = context;
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
    await recordAudit(trx, auditActor(context), {
      action: "waitlist.invite",
      targetKind: "waitlist",
      targetId: null,
      data: { invited: invited.map(({ email }) => email) },
    });
    return { invited };
  });
}
