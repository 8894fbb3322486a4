import { loginHistoryInput, revokeLoginSessionInput } from "@patchops/contract";
import {
  listLoginSessions,
  loginHistory,
  revokeLoginSession,
  revokeOtherLoginSessions,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** Browser logins of the actor's own account. */
export const sessionRouter = router({
  list: procedure.query(({ ctx }) => listLoginSessions(ctx.context)),
  history: procedure
    .input(loginHistoryInput.optional())
    .query(({ ctx, input }) => loginHistory(ctx.context, input ?? {})),
  revoke: procedure
    .input(revokeLoginSessionInput)
    .mutation(({ ctx, input }) => revokeLoginSession(ctx.context, input)),
  revokeOthers: procedure.mutation(({ ctx }) => revokeOtherLoginSessions(ctx.context)),
});
