import type { Ticket } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { ticketFields } from "./ticket-fields.ts";

/** One's own tickets, the newest first, 100 at most. */
export async function listTickets(context: Context): Promise<Ticket[]> {
  requireAccess(context, "support.list");
  const { services, actor } = context;
  return services.database.transaction((trx) =>
    trx
      .selectFrom("supportTickets")
      .select(ticketFields)
      .where("userId", "=", actor.userId)
      .orderBy("lastMessageAt", "desc")
      .limit(100)
      .execute(),
  );
}
