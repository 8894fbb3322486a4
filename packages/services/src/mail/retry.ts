import { AppError, type MailRef } from "@patchops/contract";
import { auditActor } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { queueAgain } from "./system/queue-again.ts";

/**
 * Has a mail sent now that waits for its next try, or that came to nothing. Instance admins. Throws `conflict` when there is no SMTP
 * server, or nothing left to send.
 */
export async function retryMail(context: Context, { id }: MailRef): Promise<{ id: string }> {
  requireAccess(context, "admin.retryMail");
  const { services } = context;
  if (services.mailer === null) {
    throw new AppError("conflict", "This instance sends no mail.", {
      next: "Set SMTP_URL and MAIL_FROM, or give the link in it to whom it is for.",
    });
  }
  if (!(await queueAgain(services, id, auditActor(context)))) {
    throw new AppError(
      "conflict",
      "There is nothing to send: the mail was sent, is being sent, or is out of date.",
    );
  }
  return { id };
}
