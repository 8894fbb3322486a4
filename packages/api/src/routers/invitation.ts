import { createInvitationInput, invitationRef, invitationTokenInput } from "@patchops/contract";
import {
  acceptInvitation,
  createInvitation,
  listInvitations,
  previewInvitation,
  resendInvitation,
  revokeInvitation,
} from "@patchops/services";
import { procedure, publicProcedure, router } from "../trpc.ts";

export const invitationRouter = router({
  create: procedure
    .input(createInvitationInput)
    .mutation(({ ctx, input }) => createInvitation(ctx.context, input)),
  list: procedure.query(({ ctx }) => listInvitations(ctx.context)),
  revoke: procedure.input(invitationRef).mutation(({ ctx, input }) => revokeInvitation(ctx.context, input)),
  resend: procedure.input(invitationRef).mutation(({ ctx, input }) => resendInvitation(ctx.context, input)),
  /** What a link is for. No query: its secret is to stand in no address. */
  preview: publicProcedure
    .input(invitationTokenInput)
    .mutation(({ ctx, input }) => previewInvitation(ctx.visit, input)),
  accept: procedure
    .input(invitationTokenInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx.context, input)),
});
