import {
  changePasswordInput,
  logInInput,
  setPreferenceInput,
  signUpInput,
  updateAccountInput,
} from "@patchops/contract";
import {
  changePassword,
  currentAccount,
  logIn,
  logOut,
  setPreference,
  signUp,
  updateAccount,
} from "@patchops/services";
import { procedure, publicProcedure, router } from "../trpc.ts";

export const accountRouter = router({
  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    const { cookie, userId, organizationId } = await signUp(ctx.visit, input);
    ctx.resHeaders.append("set-cookie", cookie);
    return { userId, organizationId };
  }),
  logIn: publicProcedure.input(logInInput).mutation(async ({ ctx, input }) => {
    const { cookie, userId, organizationId } = await logIn(ctx.visit, input);
    ctx.resHeaders.append("set-cookie", cookie);
    return { userId, organizationId };
  }),
  logOut: procedure.mutation(async ({ ctx }) => {
    const { cookie } = await logOut(ctx.context);
    ctx.resHeaders.append("set-cookie", cookie);
    return {};
  }),
  /** Who is signed in, or null: for pages that anybody may open. */
  visitor: publicProcedure.query(({ ctx }) =>
    ctx.actor ? currentAccount({ ...ctx.visit, actor: ctx.actor, via: ctx.via, client: ctx.client }) : null,
  ),
  current: procedure.query(({ ctx }) => currentAccount(ctx.context)),
  update: procedure.input(updateAccountInput).mutation(({ ctx, input }) => updateAccount(ctx.context, input)),
  changePassword: procedure
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => changePassword(ctx.context, input)),
  setPreference: procedure
    .input(setPreferenceInput)
    .mutation(({ ctx, input }) => setPreference(ctx.context, input)),
});
