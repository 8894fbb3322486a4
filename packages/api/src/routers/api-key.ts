import { createApiKeyInput, revokeApiKeyInput, setApiKeyBudgetInput } from "@patchops/contract";
import { createApiKey, listApiKeys, revokeApiKey, setApiKeyBudget } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const apiKeyRouter = router({
  create: procedure.input(createApiKeyInput).mutation(({ ctx, input }) => createApiKey(ctx.context, input)),
  list: procedure.query(({ ctx }) => listApiKeys(ctx.context)),
  revoke: procedure.input(revokeApiKeyInput).mutation(({ ctx, input }) => revokeApiKey(ctx.context, input)),
  /** How many calls a month it may make; owners and admins. */
  setBudget: procedure
    .input(setApiKeyBudgetInput)
    .mutation(({ ctx, input }) => setApiKeyBudget(ctx.context, input)),
});
