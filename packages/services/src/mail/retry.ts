import { AppError, type MailRef } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";

import { queueAgain } from "./system/queue-again.ts";

/**
 * Has a mail sent now that waits for its next try, or that came to nothing. Instance admins. Throws `conflict` when there is no SMTP
 * server, or nothing left to send.
 */
export async function retryMail(context: Context, mail: MailRef): Promise<MailRef> {
  requireAccess(context, "admin.retryMail");
  return retry(context.services, mail, auditActor(context));
}

/** `patchops admin outbox retry`; its entry stands in the audit of whose admins operate the instance. Throws `conflict`. */
export async function retryMailAsOperator(services: Services, mail: MailRef): Promise<MailRef> {
  return retry(services, mail, await instanceOperator(services.database));
}

async function retry(services: Services, { id }: MailRef, actor: AuditActor): Promise<MailRef> {
  if (services.mailer === null) {
    throw new AppError("conflict", "This instance sends no mail.", {
      next: "Set SMTP_URL and MAIL_FROM, or give the link in it to whom it is for.",
    });
  }
  if (!(await queueAgain(services, id, actor))) {
    throw new AppError(
      "conflict",
      "There is nothing to send: the mail was sent, is being sent, or is out of date.",
    );
  }
  return { id };
}
