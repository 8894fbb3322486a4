import { revokeConnectedAppInput } from "@patchops/contract";
import { listConnectedApps, revokeConnectedApp } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const connectedAppRouter = router({
  list: procedure.query(({ ctx }) => listConnectedApps(ctx.context)),
  revoke: procedure
    .input(revokeConnectedAppInput)
    .mutation(({ ctx, input }) => revokeConnectedApp(ctx.context, input)),
});
