import { AppError, newId, type ReplyToTicketInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { requireAccess } from "../require-access.ts";

/** Answers a ticket, by mail; who has an account finds it in the dashboard as well. Instance admins. Throws `not_found`. */
export async function answerTicket(context: Context, { id, text }: ReplyToTicketInput): Promise<void> {
  requireAccess(context, "admin.answerTicket");
  const { services, actor } = context;
  const { publicUrl, site } = services.settings;
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const ticket = await trx
      .selectFrom("supportTickets")
      .select(["userId", "email", "subject", "status"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (ticket === undefined) throw new AppError("not_found", "There is no such request.");
    const { userId, email, subject } = ticket;
    const mailId = await queueMail(services, trx, {
      ...{ kind: "support-answer", to: email },
      ...(userId !== null && { userId }),
      data: {
        ...{ subject, answer: text },
        url: userId === null ? null : `${publicUrl}/support/${id}`,
        // What is answered there comes back only where mails come in.
        replyTo: services.settings.mailWebhookSecret === null ? null : site.supportEmail,
        inReplyTo: await lastMailOf(trx, id),
      },
    });
    await trx
      .insertInto("supportMessages")
      .values({
        ...{ ticketId: id, id: newId(), userId, author: "support", answeredBy: actor.userId },
        ...{ text, mailMessageId: null, mailId },
      })
      .execute();
    await trx
      .updateTable("supportTickets")
      .set({ status: "answered", statusAt: sql`now()`, lastMessageAt: sql`now()` })
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "support.answer",
      targetKind: "ticket",
      targetId: id,
      before: { status: ticket.status },
      after: { status: "answered" },
    });
  });
}

async function lastMailOf(trx: Transaction, ticketId: string): Promise<string | null> {
  const row = await trx
    .selectFrom("supportMessages")
    .select("mailMessageId")
    .where("ticketId", "=", ticketId)
    .where("mailMessageId", "is not", null)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.mailMessageId ?? null;
}
