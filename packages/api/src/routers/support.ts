import { createTicketInput, replyToTicketInput, ticketRef } from "@patchops/contract";
import { askSupport, getTicket, listTickets, replyToTicket } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** What one asks or tells who operates the instance. Theirs is `admin.tickets`. */
export const supportRouter = router({
  ask: procedure.input(createTicketInput).mutation(({ ctx, input }) => askSupport(ctx.context, input)),
  list: procedure.query(({ ctx }) => listTickets(ctx.context)),
  get: procedure.input(ticketRef).query(({ ctx, input }) => getTicket(ctx.context, input)),
  reply: procedure.input(replyToTicketInput).mutation(({ ctx, input }) => replyToTicket(ctx.context, input)),
});
