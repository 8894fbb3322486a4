import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../context.ts";
import { tellAdmins } from "./tell-admins.ts";
import { verifiedBy } from "./verified-by.ts";

export interface NewReply {
  text: string;
  /** The mail by which it came; left out = its person wrote it while signed in. */
  mail?: { messageId: string | null; refusedFiles: number };
}

/** Adds what the requester writes further, which opens the ticket again. A mail takes away that it is verified, since it may be forged. */
export async function addReply(
  services: Services,
  trx: Transaction,
  ticket: { id: string; userId: string | null; email: string; subject: string },
  { text, mail }: NewReply,
): Promise<void> {
  const { id, userId, email, subject } = ticket;
  await trx
    .insertInto("supportMessages")
    .values({
      ...{ ticketId: id, id: newId(), userId, author: "requester", answeredBy: null },
      ...{ text, isByMail: mail !== undefined, mailId: null },
      ...{ mailMessageId: mail?.messageId ?? null, refusedFiles: mail?.refusedFiles ?? 0 },
    })
    .execute();
  await trx
    .updateTable("supportTickets")
    .set({
      ...{ status: "open", statusAt: sql`now()`, lastMessageAt: sql`now()` },
      ...verifiedBy(mail === undefined),
    })
    .where("id", "=", id)
    .execute();
  await tellAdmins(services, trx, { id, email, subject, isNew: false });
}
