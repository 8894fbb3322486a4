import type { InboxPage, ListTicketsInput } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { readIdCursor } from "../read-id-cursor.ts";
import { requireAccess } from "../require-access.ts";
import { ticketFields } from "./ticket-fields.ts";

/** Everybody's tickets, the newest first, and how many wait for an answer. Instance admins. */
export async function listInbox(context: Context, input: ListTicketsInput): Promise<InboxPage> {
  requireAccess(context, "admin.tickets");
  return list(context.services, input);
}

/** `patchops admin support list`. */
export async function listInboxAsOperator(services: Services, input: ListTicketsInput): Promise<InboxPage> {
  return list(services, input);
}

async function list(
  { database }: Services,
  { status, limit = 100, cursor: given }: ListTicketsInput,
): Promise<InboxPage> {
  const cursor = readIdCursor(given);
  return database.transaction(async (trx) => {
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
