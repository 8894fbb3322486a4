import { type Notification, notificationKinds } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";
import { countUnread } from "./count-unread.ts";

const maxShown = 50;
const shown = ["id", "title", "text", "path", "createdAt", "readAt"] as const;

/** What the asking person was told of lately, in this organization and of their account, the newest first. */
export async function listNotifications(
  context: Context,
): Promise<{ notifications: Notification[]; unread: number }> {
  requireLogin(context, "notification.list");
  const { organizationId, userId } = context.actor;
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const rows = await trx
      .selectFrom("notifications")
      .select([...shown, "kind"])
      .where("organizationId", "=", organizationId)
      .where("userId", "=", userId)
      .orderBy("id", "desc")
      .limit(maxShown)
      .execute();
    const ofAccount = await trx
      .selectFrom("accountNotices")
      .select(shown)
      .where("userId", "=", userId)
      .orderBy("id", "desc")
      .limit(maxShown)
      .execute();
    const known = rows.flatMap(({ kind: text, ...row }): Notification[] => {
      const kind = notificationKinds.find((name) => name === text);
      return kind === undefined ? [] : [{ ...row, kind }];
    });
    const notifications = [...known, ...ofAccount.map((row) => ({ ...row, kind: "account" as const }))]
      // Ids are made in the order of time.
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, maxShown);
    return { notifications, unread: await countUnread(trx, context.actor) };
  });
}
