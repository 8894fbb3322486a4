import { createHmac } from "node:crypto";
import { idSchema, type NotificationKind, notificationKinds } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { equalConstantTime } from "@patchops/vault";
import type { Services } from "../context.ts";
import { mailKey } from "../mail/index.ts";

export interface Subscription {
  userId: string;
  kind: NotificationKind;
}

/** Turns mails of one kind off, for good and without a login (RFC 8058): it can do nothing else, so it never expires. */
export async function unsubscribeUrl(
  services: Services,
  trx: Transaction,
  subscription: Subscription,
): Promise<string> {
  const { userId, kind } = subscription;
  const signature = await sign(services, trx, subscription);
  return `${services.settings.publicUrl}/unsubscribe?token=${userId}.${kind}.${signature}`;
}

/** Whose mails of which kind a link turns off; null when it is none of ours. */
export async function readUnsubscribeToken(
  services: Services,
  trx: Transaction,
  token: string,
): Promise<Subscription | null> {
  const [userId = "", kindText = "", signature = ""] = token.split(".");
  const kind = notificationKinds.find((known) => known === kindText);
  if (kind === undefined || !idSchema.safeParse(userId).success) return null;
  const expected = await sign(services, trx, { userId, kind });
  return equalConstantTime(signature, expected) ? { userId, kind } : null;
}

async function sign(services: Services, trx: Transaction, { userId, kind }: Subscription): Promise<string> {
  const key = services.vault.deriveSecret(await mailKey(services, trx), "unsubscribe links");
  return createHmac("sha256", key).update(`${userId}.${kind}`).digest("base64url");
}
