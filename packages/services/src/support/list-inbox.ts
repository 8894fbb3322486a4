import type { InboxTicket, ListTicketsInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { readIdCursor } from "../read-id-cursor.ts";
import { requireAccess } from "../require-access.ts";
import { ticketFields } from "./ticket-fields.ts";

/** Everybody's tickets, the newest first, and how many wait for an answer. Instance admins. */
export async function listInbox(
  context: Context,
  { status, limit = 100, cursor: given }: ListTicketsInput,
): Promise<{ tickets: InboxTicket[]; nextCursor: string | null; open: number }> {
  requireAccess(context, "admin.tickets");
  const cursor = readIdCursor(given);
  return context.services.database.transaction(async (trx) => {
    const rows = await trx
      .selectFrom("supportTickets")
      .select([...ticketFields, "email", "source"])
      .$if(status !== undefined, (query) => query.where("status", "=", status ?? "open"))
      .$if(cursor !== undefined, (query) => query.where("id", "<", cursor ?? ""))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const { open } = await trx
      .selectFrom("supportTickets")
      .select(({ fn }) => fn.countAll<number>().as("open"))
      .where("status", "=", "open")
      .executeTakeFirstOrThrow();
    const tickets = rows.slice(0, limit);
    return {
      tickets,
      nextCursor: rows.length > limit ? (tickets.at(-1)?.id ?? null) : null,
      open: Number(open),
    };
  });
}
