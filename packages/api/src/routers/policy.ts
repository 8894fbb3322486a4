import { policyRef, setPolicyDefaultsInput, setPolicyInput } from "@patchops/contract";
import { listPolicies, removePolicy, setPolicy, setPolicyDefaults } from "@patchops/services";
import { procedure, router } from "../trpc.ts";

export const policyRouter = router({
  list: procedure.query(({ ctx }) => listPolicies(ctx.context)),
  set: procedure.input(setPolicyInput).mutation(({ ctx, input }) => setPolicy(ctx.context, input)),
  remove: procedure.input(policyRef).mutation(({ ctx, input }) => removePolicy(ctx.context, input)),
  setDefaults: procedure
    .input(setPolicyDefaultsInput)
    .mutation(({ ctx, input }) => setPolicyDefaults(ctx.context, input)),
});
