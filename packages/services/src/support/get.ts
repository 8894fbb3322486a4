import { AppError, type TicketRef, type TicketThread } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readMessages } from "./read-messages.ts";
import { readBegun } from "./system/read-begun.ts";
import { ticketFields } from "./ticket-fields.ts";

/** A ticket of one's own with what was written in it and what was begun for it. Throws `not_found`. */
export async function getTicket(context: Context, { id }: TicketRef): Promise<TicketThread> {
  requireAccess(context, "support.get");
  const { services, actor } = context;
  const thread = await services.database.transaction(async (trx) => {
    const ticket = await trx
      .selectFrom("supportTickets")
      .select(ticketFields)
      .where("id", "=", id)
      .where("userId", "=", actor.userId)
      .executeTakeFirst();
    if (ticket === undefined) throw new AppError("not_found", "You have no such request.");
    return { ...ticket, messages: await readMessages(trx, id) };
  });
  return { ...thread, begun: await readBegun(services.database, id) };
}
