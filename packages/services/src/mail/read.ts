import { AppError, type MailContent, type MailRef } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { openMail } from "./system/open-mail.ts";

/**
 * What a mail in the outbox says, its link included. Instance admins; each reading stands in the audit, since a link can open an
 * account. Throws `not_found`, also for one that was sent or is out of date: nobody needs it then.
 */
export async function readMail(context: Context, mail: MailRef): Promise<MailContent> {
  requireAccess(context, "admin.readMail");
  return read(context.services, mail, auditActor(context));
}

/** `patchops admin outbox show --text`. Throws `not_found`, `conflict`. */
export async function readMailAsOperator(services: Services, mail: MailRef): Promise<MailContent> {
  return read(services, mail, await instanceOperator(services.database));
}

async function read(services: Services, { id }: MailRef, actor: AuditActor): Promise<MailContent> {
  const mail = await openMail(services, id);
  if (mail === null) {
    throw new AppError("not_found", "There is nothing to read: the mail was sent, or is out of date.");
  }
  await services.database.withOrganization(actor.organizationId, (trx) =>
    recordAudit(trx, actor, {
      action: "mail.read",
      targetKind: "mail",
      targetId: id,
      data: { kind: mail.kind, to: mail.recipient },
    }),
  );
  const { subject, text, html } = mail;
  return { subject, text, html };
}
