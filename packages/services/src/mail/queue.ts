import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { composeMail } from "./compose.ts";
import type { MailData } from "./mail-data.ts";
import { mailKey, mailPlace } from "./mail-key.ts";
import { mailKinds } from "./mail-kinds.ts";

export interface NewMail<Kind extends keyof MailData> {
  kind: Kind;
  to: string;
  data: MailData[Kind];
  /** Whose account it is about. */
  userId?: string;
  /** On whose behalf. */
  organizationId?: string;
  /** Of mails that can be turned off. */
  unsubscribeUrl?: string;
  /** Where it is out of date before its kind is. */
  expiresAt?: string;
}

/**
 * Puts a mail into the outbox within the transaction of its cause: it is there when the cause is. A worker sends it; without
 * SMTP it rests there for the instance's admins. What somebody has to know of their account stands in the dashboard as well. Answers
 * the mail's id.
 */
export async function queueMail<Kind extends keyof MailData>(
  services: Services,
  trx: Transaction,
  mail: NewMail<Kind>,
): Promise<string> {
  const { kind, to, data, userId = null, organizationId = null } = mail;
  const { noticePath, hoursValid, compose } = mailKinds[kind];
  const id = newId();
  const validUntil = new Date(Date.now() + hoursValid * 3_600_000).toISOString();
  const key = await mailKey(services, trx);
  const composed = composeMail(kind, data, mail.unsubscribeUrl ?? null);
  await trx
    .insertInto("mails")
    .values({
      ...{ id, kind, userId, organizationId },
      recipient: to.trim().toLowerCase(),
      sealed: services.vault.seal(key, JSON.stringify(composed), mailPlace(id)),
      ...{ answer: null, serverMessageId: null, leaseUntil: null },
      expiresAt: mail.expiresAt !== undefined && mail.expiresAt < validUntil ? mail.expiresAt : validUntil,
    })
    .execute();
  if (userId !== null && noticePath !== undefined) {
    const { subject: title, paragraphs } = compose(data);
    await trx
      .insertInto("accountNotices")
      .values({ userId, id: newId(), title, text: paragraphs.join(" "), path: noticePath, readAt: null })
      .execute();
  }
  if (services.mailer !== null) await services.jobs.send(trx, "mail", { mailId: id });
  return id;
}
