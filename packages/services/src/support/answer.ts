import { AppError, newId, type ReplyToTicketInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { queueMail } from "../mail/index.ts";
import { requireAccess } from "../require-access.ts";

/**
 * Answers a ticket, by mail; who has an account finds it in the dashboard as well. The mail says so where files came by mail since the
 * last answer, which are not taken. Instance admins. Throws `not_found`.
 */
export async function answerTicket(context: Context, input: ReplyToTicketInput): Promise<void> {
  requireAccess(context, "admin.answerTicket");
  return answer(context.services, input, { actor: auditActor(context), userId: context.actor.userId });
}

/** `patchops admin support reply`. Throws `not_found`, `conflict`. */
export async function answerTicketAsOperator(services: Services, input: ReplyToTicketInput): Promise<void> {
  return answer(services, input, { actor: await instanceOperator(services.database), userId: null });
}

async function answer(
  services: Services,
  { id, text }: ReplyToTicketInput,
  by: { actor: AuditActor; userId: string | null },
): Promise<void> {
  const { publicUrl, site, mailWebhookSecret } = services.settings;
  await services.database.withOrganization(by.actor.organizationId, async (trx) => {
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
        replyTo: mailWebhookSecret === null ? null : site.supportEmail,
        ...(await lastMailsOf(trx, id)),
      },
    });
    await trx
      .insertInto("supportMessages")
      .values({
        ...{ ticketId: id, id: newId(), userId, author: "support", answeredBy: by.userId },
        ...{ text, mailMessageId: null, mailId },
      })
      .execute();
    await trx
      .updateTable("supportTickets")
      .set({ status: "answered", statusAt: sql`now()`, lastMessageAt: sql`now()` })
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, by.actor, {
      action: "support.answer",
      targetKind: "ticket",
      targetId: id,
      before: { status: ticket.status },
      after: { status: "answered" },
    });
  });
}

/** The mail that is answered, and how many files came since support wrote last. */
async function lastMailsOf(
  trx: Transaction,
  ticketId: string,
): Promise<{ inReplyTo: string | null; refusedFiles: number }> {
  const messages = await trx
    .selectFrom("supportMessages")
    .select(["author", "mailMessageId", "refusedFiles"])
    .where("ticketId", "=", ticketId)
    .orderBy("id", "desc")
    .execute();
  const answered = messages.findIndex(({ author }) => author === "support");
  const since = answered === -1 ? messages : messages.slice(0, answered);
  return {
    inReplyTo: messages.find(({ mailMessageId }) => mailMessageId !== null)?.mailMessageId ?? null,
    refusedFiles: since.reduce((sum, { refusedFiles }) => sum + refusedFiles, 0),
  };
}
