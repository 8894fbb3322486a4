import { revokeLoginSessionInput } from "@patchops/contract";
import { listLoginSessions, revokeLoginSession, revokeOtherLoginSessions } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** Browser logins of the actor's own account. */
export const sessionRouter = router({
  list: procedure.query(({ ctx }) => listLoginSessions(ctx.context)),
  revoke: procedure
    .input(revokeLoginSessionInput)
    .mutation(({ ctx, input }) => revokeLoginSession(ctx.context, input)),
  revokeOthers: procedure.mutation(({ ctx }) => revokeOtherLoginSessions(ctx.context)),
});
