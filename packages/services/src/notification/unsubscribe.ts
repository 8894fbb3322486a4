import { AppError, type NotificationKind, type UnsubscribeInput } from "@patchops/contract";
import { recordAudit } from "../audit/index.ts";
import type { Visit } from "../context.ts";
import { findMembership } from "../session/index.ts";
import { storeSetting } from "./settings.ts";
import { readUnsubscribeToken } from "./unsubscribe-token.ts";

/** By the link in a mail, without a login: no more mails of its kind. A second time changes nothing. Throws `not_found`. */
export async function unsubscribe(
  { services, address, requestId }: Visit,
  { token }: UnsubscribeInput,
): Promise<{ kind: NotificationKind }> {
  const subscription = await services.database.transaction((trx) =>
    readUnsubscribeToken(services, trx, token),
  );
  const organizationId = subscription && (await findMembership(services.database, subscription.userId));
  if (!subscription || !organizationId) {
    throw new AppError("not_found", "This link does not work.", {
      next: "Log in and look at Settings, Notifications.",
    });
  }
  const { userId, kind } = subscription;
  await services.database.withOrganization(organizationId, async (trx) => {
    await storeSetting(trx, userId, { kind, channel: "mail", isOn: false });
    await recordAudit(
      trx,
      { organizationId, kind: "user", id: userId, address, requestId },
      { action: "notification.unsubscribe", targetKind: "user", targetId: userId, data: { kind } },
    );
  });
  return { kind };
}
