import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";
import { countUnread } from "./count-unread.ts";

/** For the bell, which asks every few seconds: how much the asking person has not seen. */
export async function unreadNotifications(context: Context): Promise<{ unread: number }> {
  requireLogin(context, "notification.unread");
  const { actor, services } = context;
  const unread = await services.database.withOrganization(actor.organizationId, (trx) =>
    countUnread(trx, actor),
  );
  return { unread };
}
