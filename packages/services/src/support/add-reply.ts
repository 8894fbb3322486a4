import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../context.ts";
import { tellAdmins } from "./tell-admins.ts";

/** Adds what the requester writes further, which opens the ticket again. */
export async function addReply(
  services: Services,
  trx: Transaction,
  ticket: { id: string; userId: string | null; email: string; subject: string },
  { text, mailMessageId = null }: { text: string; mailMessageId?: string | null },
): Promise<void> {
  const { id, userId, email, subject } = ticket;
  await trx
    .insertInto("supportMessages")
    .values({
      ...{ ticketId: id, id: newId(), userId, author: "requester", answeredBy: null },
      ...{ text, mailMessageId, mailId: null },
    })
    .execute();
  await trx
    .updateTable("supportTickets")
    .set({ status: "open", statusAt: sql`now()`, lastMessageAt: sql`now()` })
    .where("id", "=", id)
    .execute();
  await tellAdmins(services, trx, { id, email, subject, isNew: false });
}
