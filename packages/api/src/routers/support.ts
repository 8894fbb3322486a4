import {
  createTicketInput,
  proveTicketInput,
  replyToTicketInput,
  ticketProofInput,
  ticketRef,
} from "@patchops/contract";
import {
  askSupport,
  failedCalls,
  getTicket,
  listTickets,
  proveRequest,
  readProof,
  replyToTicket,
} from "@patchops/services";
import { procedure, publicProcedure, router } from "../trpc.ts";

/** What one asks or tells who operates the instance. Theirs is `admin.tickets`. */
export const supportRouter = router({
  ask: procedure.input(createTicketInput).mutation(({ ctx, input }) => askSupport(ctx.context, input)),
  /** One's own last failed calls, which may go along. */
  errors: procedure.query(({ ctx }) => failedCalls(ctx.context)),
  list: procedure.query(({ ctx }) => listTickets(ctx.context)),
  get: procedure.input(ticketRef).query(({ ctx, input }) => getTicket(ctx.context, input)),
  reply: procedure.input(replyToTicketInput).mutation(({ ctx, input }) => replyToTicket(ctx.context, input)),
  /** By the link that was mailed: what its holder is asked to confirm. */
  proof: publicProcedure.input(ticketProofInput).query(({ ctx, input }) => readProof(ctx.visit, input)),
  prove: publicProcedure.input(proveTicketInput).mutation(({ ctx, input }) => proveRequest(ctx.visit, input)),
});
