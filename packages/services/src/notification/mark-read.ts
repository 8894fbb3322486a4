import type { MarkNotificationsReadInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";

/** The asking person has seen what they were told of, up to one of them or all: in this organization and of their account. */
export async function markNotificationsRead(
  context: Context,
  { upTo }: MarkNotificationsReadInput = {},
): Promise<{ read: number }> {
  requireLogin(context, "notification.markRead");
  const { organizationId, userId } = context.actor;
  const readAt = new Date().toISOString();
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const here = await trx
      .updateTable("notifications")
      .set({ readAt })
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .where("readAt", "is", null)
      .$if(upTo !== undefined, (query) => query.where("id", "<=", upTo ?? ""))
      .executeTakeFirst();
    const ofAccount = await trx
      .updateTable("accountNotices")
      .set({ readAt })
      .where("userId", "=", userId)
      .where("readAt", "is", null)
      .$if(upTo !== undefined, (query) => query.where("id", "<=", upTo ?? ""))
      .executeTakeFirst();
    const read = Number(here.numUpdatedRows) + Number(ofAccount.numUpdatedRows);
    if (read > 0) {
      await recordAudit(trx, auditActor(context), {
        action: "notification.mark_read",
        targetKind: "user",
        targetId: userId,
        data: { read },
      });
    }
    return { read };
  });
}
