import { getPromptSessionInput, listPromptSessionsInput } from "@patchops/contract";
import { getPromptSession, listPromptSessions } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

/** Clients' visits. Logins of people are the router `session`. */
export const promptSessionRouter = router({
  list: procedure
    .input(listPromptSessionsInput.optional())
    .query(({ ctx, input }) => listPromptSessions(ctx.context, input ?? {})),
  get: procedure.input(getPromptSessionInput).query(({ ctx, input }) => getPromptSession(ctx.context, input)),
});
