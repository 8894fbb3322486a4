import { createServiceAccountInput, serviceAccountRef } from "@patchops/contract";
import { createServiceAccount, listServiceAccounts, removeServiceAccount } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** Members that are no persons. Their keys are made by `apiKey.create`. */
export const serviceAccountRouter = router({
  create: procedure
    .input(createServiceAccountInput)
    .mutation(({ ctx, input }) => createServiceAccount(ctx.context, input)),
  list: procedure.query(({ ctx }) => listServiceAccounts(ctx.context)),
  remove: procedure
    .input(serviceAccountRef)
    .mutation(({ ctx, input }) => removeServiceAccount(ctx.context, input)),
});
