import { deletionLinkInput, deletionRef } from "@patchops/contract";
import { cancelDeletion, deletionByLink, keepOrganization, pendingDeletions } from "@patchops/services";
import { procedure, publicProcedure, router } from "../trpc.ts";

export const deletionRouter = router({
  /** By the link that was mailed: how it stands, and once it is done its proof. */
  get: publicProcedure.input(deletionLinkInput).query(({ ctx, input }) => deletionByLink(ctx.visit, input)),
  cancel: publicProcedure
    .input(deletionLinkInput)
    .mutation(({ ctx, input }) => cancelDeletion(ctx.visit, input)),
  /** Organizations that one owned and that are to be deleted. */
  pending: procedure.query(({ ctx }) => pendingDeletions(ctx.context)),
  keep: procedure.input(deletionRef).mutation(({ ctx, input }) => keepOrganization(ctx.context, input)),
});
