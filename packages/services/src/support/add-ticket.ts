import { newId, type Ticket, type TicketError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { tellAdmins } from "./tell-admins.ts";
import { verifiedBy } from "./verified-by.ts";

export interface NewTicket {
  userId: string | null;
  organizationId: string | null;
  email: string;
  source: "form" | "contact" | "mail";
  kind: Ticket["kind"];
  subject: string;
  text: string;
  errors?: readonly TicketError[];
  mailMessageId?: string | null;
  refusedFiles?: number;
}

/**
 * Stores a ticket with its first message, and tells the instance's admins. What is written while signed in is verified as its person's.
 * Answers its id.
 */
export async function addTicket(services: Services, trx: Transaction, ticket: NewTicket): Promise<string> {
  const { text, errors, mailMessageId = null, refusedFiles = 0, ...fields } = ticket;
  const id = newId();
  await trx
    .insertInto("supportTickets")
    .values({
      ...{ id, ...fields, errors: errors === undefined ? null : JSON.stringify(errors) },
      ...verifiedBy(fields.source === "form"),
      ...{ proofHash: null, proofExpiresAt: null },
    })
    .execute();
  await trx
    .insertInto("supportMessages")
    .values({
      ...{ ticketId: id, id: newId(), userId: ticket.userId, author: "requester", answeredBy: null },
      ...{ text, isByMail: fields.source === "mail", mailMessageId, mailId: null, refusedFiles },
    })
    .execute();
  await tellAdmins(services, trx, { id, email: ticket.email, subject: ticket.subject, isNew: true });
  return id;
}
