import { AppError, type InboxThread, type TicketError, type TicketRef } from "@patchops/contract";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { readMessages } from "./read-messages.ts";
import { readAccount } from "./system/read-account.ts";
import { readBegun } from "./system/read-begun.ts";
import { ticketFields } from "./ticket-fields.ts";

/**
 * A ticket with what was written, what was sent along, who wrote it and how that is known, and what was begun for it. Instance admins.
 * Throws `not_found`.
 */
export async function readInboxTicket(context: Context, ref: TicketRef): Promise<InboxThread> {
  requireAccess(context, "admin.ticket");
  return read(context.services, ref);
}

/** `patchops admin support show`. Throws `not_found`. */
export async function readInboxTicketAsOperator(services: Services, ref: TicketRef): Promise<InboxThread> {
  return read(services, ref);
}

async function read({ database }: Services, { id }: TicketRef): Promise<InboxThread> {
  const { userId, verifiedAt, verifiedVia, proofExpiresAt, errors, ...ticket } = await database.transaction(
    async (trx) => {
      const row = await trx
        .selectFrom("supportTickets")
        .select([...ticketFields, "userId", "email", "source", "errors"])
        .select(["verifiedAt", "verifiedVia", "proofExpiresAt"])
        .where("id", "=", id)
        .executeTakeFirst();
      if (row === undefined) throw new AppError("not_found", "There is no such request.");
      return { ...row, messages: await readMessages(trx, id) };
    },
  );
  return {
    ...ticket,
    errors: (errors ?? []) as TicketError[],
    begun: await readBegun(database, id),
    verified: verifiedAt === null || verifiedVia === null ? null : { via: verifiedVia, at: verifiedAt },
    proofAskedUntil:
      proofExpiresAt !== null && Date.parse(proofExpiresAt) > Date.now() ? proofExpiresAt : null,
    account: await readAccount(database, { userId, email: ticket.email }),
  };
}
