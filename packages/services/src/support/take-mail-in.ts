import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { mailIdIn } from "../mail/index.ts";
import { addReply } from "./add-reply.ts";
import { addTicket } from "./add-ticket.ts";
import { ownerOf } from "./owner-of.ts";
import type { MailRequest } from "./read-request.ts";

/**
 * Makes a ticket of a mail, or adds it to the one whose answer it answers, when it is from the same address. False when it came before.
 * No audit entry: nobody acts in an organization, and the ticket says when it came.
 */
export async function takeMailIn(services: Services, request: MailRequest): Promise<boolean> {
  const { email, subject, text, messageId, refusedFiles } = request;
  return services.database.transaction(async (trx) => {
    if (messageId !== null && (await isKnown(trx, messageId))) return false;
    const answered = await ticketOf(trx, request);
    if (answered !== undefined) {
      await addReply(services, trx, answered, { text, mail: { messageId, refusedFiles } });
      return true;
    }
    const userId = await ownerOf(trx, email);
    await addTicket(services, trx, {
      ...{ userId, organizationId: null, email, source: "mail", kind: "question" },
      ...{ subject, text, mailMessageId: messageId, refusedFiles },
    });
    return true;
  });
}

async function isKnown(trx: Transaction, messageId: string): Promise<boolean> {
  const row = await trx
    .selectFrom("supportMessages")
    .select("id")
    .where("mailMessageId", "=", messageId)
    .executeTakeFirst();
  return row !== undefined;
}

/** By our own ids, which only the recipient knows, or by those of mails of theirs. */
async function ticketOf(trx: Transaction, { email, references }: MailRequest) {
  if (references.length === 0) return undefined;
  const mailIds = references.flatMap((each) => mailIdIn(each) ?? []);
  return trx
    .selectFrom("supportMessages as m")
    .innerJoin("supportTickets as t", "t.id", "m.ticketId")
    .select(["t.id", "t.userId", "t.email", "t.subject"])
    .where("t.email", "=", email)
    .where((where) =>
      where.or([
        where("m.mailMessageId", "in", references),
        ...(mailIds.length === 0 ? [] : [where("m.mailId", "in", mailIds)]),
      ]),
    )
    .orderBy("t.id", "desc")
    .limit(1)
    .executeTakeFirst();
}
