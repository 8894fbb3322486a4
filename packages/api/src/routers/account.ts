import {
  changeEmailInput,
  changePasswordInput,
  confirmEmailInput,
  confirmLinkInput,
  linkLoginInput,
  logInInput,
  requestPasswordResetInput,
  resetPasswordInput,
  setPreferenceInput,
  signUpInput,
  startProviderLoginInput,
  unlinkLoginInput,
  updateAccountInput,
} from "@patchops/contract";
import {
  changeEmail,
  changePassword,
  confirmEmail,
  confirmPendingLink,
  currentAccount,
  linkedLogins,
  logIn,
  logOut,
  pendingLink,
  requestPasswordReset,
  requireLogin,
  resendVerification,
  resetPasswordByMail,
  setPreference,
  signUp,
  startProviderLogin,
  unlinkLogin,
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
  /** Begins a login by a provider; the answer is where the browser goes. */
  startProviderLogin: publicProcedure.input(startProviderLoginInput).mutation(async ({ ctx, input }) => {
    const { cookieHeader } = ctx;
    const { url, cookie } = await startProviderLogin(ctx.visit, input, {
      cookieHeader,
      loginSessionId: null,
    });
    ctx.resHeaders.append("set-cookie", cookie);
    return { url };
  }),
  /** The same, to link that account to one's own. */
  linkLogin: procedure.input(linkLoginInput).mutation(async ({ ctx, input }) => {
    const browser = {
      cookieHeader: ctx.cookieHeader,
      loginSessionId: requireLogin(ctx.context, "account.linkLogin"),
    };
    const { url, cookie } = await startProviderLogin(ctx.context, input, browser);
    ctx.resHeaders.append("set-cookie", cookie);
    return { url };
  }),
  /** The provider's account that waits in this browser for a password, or null. */
  pendingLink: publicProcedure.query(({ ctx }) => pendingLink(ctx.visit, ctx.cookieHeader)),
  confirmLink: publicProcedure.input(confirmLinkInput).mutation(async ({ ctx, input }) => {
    const { cookie, path } = await confirmPendingLink(ctx.visit, input, ctx.cookieHeader);
    ctx.resHeaders.append("set-cookie", cookie);
    return { path };
  }),
  linkedLogins: procedure.query(({ ctx }) => linkedLogins(ctx.context)),
  unlinkLogin: procedure
    .input(unlinkLoginInput)
    .mutation(({ ctx, input }) => unlinkLogin(ctx.context, input)),
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
  /** Mails a link to the new address; the old one stays until that is opened. */
  changeEmail: procedure
    .input(changeEmailInput)
    .mutation(({ ctx, input }) => changeEmail(ctx.context, input)),
  resendVerification: procedure.mutation(({ ctx }) => resendVerification(ctx.context)),
  /** By the mailed link, in whatever browser it was opened. */
  confirmEmail: publicProcedure
    .input(confirmEmailInput)
    .mutation(({ ctx, input }) => confirmEmail(ctx.visit, input)),
  /** Answers the same for every mail address. */
  requestPasswordReset: publicProcedure
    .input(requestPasswordResetInput)
    .mutation(({ ctx, input }) => requestPasswordReset(ctx.visit, input)),
  resetPassword: publicProcedure
    .input(resetPasswordInput)
    .mutation(({ ctx, input }) => resetPasswordByMail(ctx.visit, input)),
  setPreference: procedure
    .input(setPreferenceInput)
    .mutation(({ ctx, input }) => setPreference(ctx.context, input)),
});
