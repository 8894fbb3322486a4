import { AppError, type InboxThread, type TicketError, type TicketRef } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readMessages } from "./read-messages.ts";
import { readAccount } from "./system/read-account.ts";
import { ticketFields } from "./ticket-fields.ts";

/** A ticket with what was written, what was sent along, and who has the address. Instance admins. Throws `not_found`. */
export async function readInboxTicket(context: Context, { id }: TicketRef): Promise<InboxThread> {
  requireAccess(context, "admin.ticket");
  const { database } = context.services;
  const ticket = await database.transaction(async (trx) => {
    const row = await trx
      .selectFrom("supportTickets")
      .select([...ticketFields, "email", "source", "errors"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw new AppError("not_found", "There is no such request.");
    return { ...row, errors: (row.errors ?? []) as TicketError[], messages: await readMessages(trx, id) };
  });
  return { ...ticket, account: await readAccount(database, ticket.email) };
}
