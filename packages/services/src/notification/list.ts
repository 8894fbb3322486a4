import { type Notification, notificationKinds } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";

const maxShown = 50;

/** What the asking person was told of lately in this organization, the newest first. */
export async function listNotifications(
  context: Context,
): Promise<{ notifications: Notification[]; unread: number }> {
  requireLogin(context, "notification.list");
  const { organizationId, userId } = context.actor;
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("notifications")
      .select(["id", "kind", "title", "text", "path", "createdAt", "readAt"])
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .orderBy("id", "desc")
      .limit(maxShown)
      .execute(),
  );
  const notifications = rows.flatMap(({ kind: text, ...row }) => {
    const kind = notificationKinds.find((known) => known === text);
    return kind === undefined ? [] : [{ ...row, kind }];
  });
  return { notifications, unread: notifications.filter(({ readAt }) => readAt === null).length };
}

/** The asking person has seen them all. */
export async function markNotificationsRead(context: Context): Promise<{ read: number }> {
  requireLogin(context, "notification.markRead");
  const { organizationId, userId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("notifications")
      .set({ readAt: new Date().toISOString() })
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .where("readAt", "is", null)
      .executeTakeFirst();
    const read = Number(numUpdatedRows);
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
