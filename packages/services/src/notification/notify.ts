import { type NotificationKind, newId, notificationDefaults } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { queueWebhookDelivery } from "../queue-webhook-delivery.ts";
import { unsubscribeUrl } from "./unsubscribe-token.ts";

export interface Notice {
  organizationId: string;
  kind: NotificationKind;
  /** One line. */
  title: string;
  /** What it means, in a sentence or two; no secrets. */
  text: string;
  /** The page of ours where one does something about it. */
  path: string;
  /** For webhooks: ids and facts. */
  data: Record<string, unknown>;
  /** Who is told besides the organization's owners and admins, or (`isForThemAlone`) in their place. */
  userIds: readonly string[];
  isForThemAlone?: boolean;
  /** After this moment no mail tells it any more. */
  expiresAt?: string;
}

/**
 * Tells people and the organization's webhooks of something, in the transaction in which it came to be: each member as they chose,
 * by mail and in the dashboard; each webhook that asked for the kind.
 */
export async function notify(services: Services, trx: Transaction, notice: Notice): Promise<void> {
  const { organizationId, kind, title, text, path, expiresAt } = notice;
  for (const { userId, email, organization, channels } of await readers(trx, notice)) {
    if (channels.dashboard) {
      await trx
        .insertInto("notifications")
        .values({ organizationId, id: newId(), userId, kind, title, text, path, readAt: null })
        .execute();
    }
    if (channels.mail) {
      await queueMail(services, trx, {
        ...{ kind: "notification", to: email, userId, organizationId },
        data: { title, text, organization, url: `${services.settings.publicUrl}${path}` },
        ...(expiresAt === undefined ? {} : { expiresAt }),
        unsubscribeUrl: await unsubscribeUrl(services, trx, { userId, kind }),
      });
    }
  }
  await sendToWebhooks(services, trx, notice);
}

async function readers(trx: Transaction, { organizationId, kind, userIds, isForThemAlone = false }: Notice) {
  const rows = await trx
    .selectFrom("members as m")
    .innerJoin("users as u", "u.id", "m.userId")
    .innerJoin("organizations as o", "o.id", "m.organizationId")
    .select(["u.id as userId", "u.email", "u.emailVerifiedAt", "m.role", "o.name as organization"])
    .where("m.organizationId", "=", organizationId)
    .where("u.status", "=", "active")
    .where("u.isService", "=", false)
    .execute();
  const told = rows.filter(
    ({ userId, role }) =>
      userIds.includes(userId) || (!isForThemAlone && (role === "owner" || role === "admin")),
  );
  if (told.length === 0) return [];
  const chosen = await trx
    .selectFrom("notificationSettings")
    .select(["userId", "channel", "isOn"])
    .where("kind", "=", kind)
    .where(
      "userId",
      "in",
      told.map(({ userId }) => userId),
    )
    .execute();
  const wants = (userId: string, channel: "mail" | "dashboard") =>
    chosen.find((row) => row.userId === userId && row.channel === channel)?.isOn ??
    notificationDefaults[kind][channel];
  return told.map((row) => ({
    ...row,
    channels: {
      // News of an organization go to nobody's mistyped address.
      mail: row.emailVerifiedAt !== null && wants(row.userId, "mail"),
      dashboard: wants(row.userId, "dashboard"),
    },
  }));
}

async function sendToWebhooks(services: Services, trx: Transaction, notice: Notice): Promise<void> {
  const { organizationId, kind, title, text, path, data } = notice;
  const endpoints = await trx
    .selectFrom("webhookEndpoints")
    .select(["id", "kinds"])
    .where("organizationId", "=", organizationId)
    .execute();
  for (const endpoint of endpoints.filter(({ kinds }) => kinds.includes(kind))) {
    await queueWebhookDelivery(services, trx, {
      ...{ organizationId, endpointId: endpoint.id, kind },
      data: { ...data, title, text, url: `${services.settings.publicUrl}${path}` },
    });
  }
}
