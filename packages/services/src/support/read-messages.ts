import type { TicketMessage } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** What was written in a ticket, the oldest first. */
export function readMessages(trx: Transaction, ticketId: string): Promise<TicketMessage[]> {
  return trx
    .selectFrom("supportMessages")
    .select(["id", "author", "text", "isByMail", "refusedFiles", "createdAt"])
    .where("ticketId", "=", ticketId)
    .orderBy("id")
    .execute();
}
