import { adminGrantInput, adminResetPasswordInput, signUpInput } from "@patchops/contract";
import { createAccountAsOperator, grantAdmin, nodeHealth, resetPassword } from "@patchops/services";
import { operatorProcedure, router } from "../trpc.ts";

/** What the CLI's `setup`, `admin` and `doctor` ask of the running server on its own host. */
export const operatorRouter = router({
  createAccount: operatorProcedure
    .input(signUpInput.omit({ ownerCode: true }))
    .mutation(({ ctx, input }) => createAccountAsOperator(ctx.services, input)),
  resetPassword: operatorProcedure
    .input(adminResetPasswordInput)
    .mutation(({ ctx, input }) => resetPassword(ctx.services, input)),
  grantAdmin: operatorProcedure
    .input(adminGrantInput)
    .mutation(({ ctx, input }) => grantAdmin(ctx.services, input)),
  health: operatorProcedure.query(({ ctx }) => nodeHealth(ctx.services)),
});
