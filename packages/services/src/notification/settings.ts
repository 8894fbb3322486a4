import {
  type NotificationSettings,
  notificationDefaults,
  notificationKinds,
  type SetNotificationInput,
} from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** What the asking person hears of, and how. */
export async function notificationSettings(context: Context): Promise<NotificationSettings> {
  requireAccess(context, "notification.settings");
  const chosen = await context.services.database.transaction((trx) =>
    trx
      .selectFrom("notificationSettings")
      .select(["kind", "channel", "isOn"])
      .where("userId", "=", context.actor.userId)
      .execute(),
  );
  const wants = (kind: string, channel: string) =>
    chosen.find((row) => row.kind === kind && row.channel === channel)?.isOn;
  return notificationKinds.map((kind) => ({
    kind,
    mail: wants(kind, "mail") ?? notificationDefaults[kind].mail,
    dashboard: wants(kind, "dashboard") ?? notificationDefaults[kind].dashboard,
  }));
}

/** Turns one channel of one kind on or off for the asking person. */
export async function setNotification(
  context: Context,
  input: SetNotificationInput,
): Promise<NotificationSettings> {
  requireAccess(context, "notification.set");
  const { actor, services } = context;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await storeSetting(trx, actor.userId, input);
    await recordAudit(trx, auditActor(context), {
      action: "notification.set",
      targetKind: "user",
      targetId: actor.userId,
      data: { ...input },
    });
  });
  return notificationSettings(context);
}

export async function storeSetting(
  trx: Transaction,
  userId: string,
  { kind, channel, isOn }: SetNotificationInput,
): Promise<void> {
  await trx
    .insertInto("notificationSettings")
    .values({ userId, kind, channel, isOn })
    .onConflict((conflict) => conflict.columns(["userId", "kind", "channel"]).doUpdateSet({ isOn }))
    .execute();
}
