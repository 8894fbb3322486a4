import {
  acceptTermsInput,
  addPasskeyInput,
  appealInput,
  changeEmailInput,
  changePasswordInput,
  confirmEmailInput,
  confirmLinkInput,
  joinWaitlistInput,
  linkLoginInput,
  logInInput,
  passkeyAssertionInput,
  proveInput,
  removeAccountInput,
  removePasskeyInput,
  renamePasskeyInput,
  requestPasswordResetInput,
  resetPasswordInput,
  setPreferenceInput,
  signUpInput,
  startProviderLoginInput,
  suspensionInput,
  unlinkLoginInput,
  updateAccountInput,
} from "@patchops/contract";
import {
  acceptTerms,
  accountRemoval,
  addPasskey,
  appeal,
  askForAccount,
  changeEmail,
  changePassword,
  confirmEmail,
  confirmPendingLink,
  currentAccount,
  endImpersonation,
  linkedLogins,
  listPasskeys,
  logIn,
  logInByPasskey,
  logOut,
  pendingLink,
  prove,
  proveByPasskey,
  removeAccount,
  removePasskey,
  renamePasskey,
  requestPasswordReset,
  requireLogin,
  requireProof,
  resendVerification,
  resetPasswordByMail,
  setPreference,
  signUpByMail,
  startPasskey,
  startPasskeyLogin,
  startPasskeyProof,
  startProviderLogin,
  suspensionOf,
  unlinkLogin,
  updateAccount,
} from "@patchops/services";
import { type ApiContext, procedure, publicProcedure, router } from "../trpc.ts";

export const accountRouter = router({
  signUp: publicProcedure.input(signUpInput).mutation(async ({ ctx, input }) => {
    const login = await signUpByMail(ctx.visit, input);
    // A mail says how it goes on.
    if (login === null) return { userId: null, organizationId: null };
    setCookies(ctx, login.cookies);
    return { userId: login.userId, organizationId: login.organizationId };
  }),
  logIn: publicProcedure.input(logInInput).mutation(async ({ ctx, input }) => {
    const { cookies, userId, organizationId } = await logIn(ctx.visit, input);
    setCookies(ctx, cookies);
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
    const loginSessionId = requireLogin(ctx.context, "account.linkLogin");
    await requireProof(ctx.context, "account.linkLogin");
    const browser = { cookieHeader: ctx.cookieHeader, loginSessionId };
    const { url, cookie } = await startProviderLogin(ctx.context, input, browser);
    ctx.resHeaders.append("set-cookie", cookie);
    return { url };
  }),
  /** The provider's account that waits in this browser for a password, or null. */
  pendingLink: publicProcedure.query(({ ctx }) => pendingLink(ctx.visit, ctx.cookieHeader)),
  confirmLink: publicProcedure.input(confirmLinkInput).mutation(async ({ ctx, input }) => {
    const { cookies, path } = await confirmPendingLink(ctx.visit, input, ctx.cookieHeader);
    setCookies(ctx, cookies);
    return { path };
  }),
  /** For who was refused with `account_suspended`: why, and what they have to say against it. */
  suspension: publicProcedure
    .input(suspensionInput)
    .query(({ ctx, input }) => suspensionOf(ctx.visit, input)),
  appeal: publicProcedure.input(appealInput).mutation(({ ctx, input }) => appeal(ctx.visit, input)),
  linkedLogins: procedure.query(({ ctx }) => linkedLogins(ctx.context)),
  unlinkLogin: procedure
    .input(unlinkLoginInput)
    .mutation(({ ctx, input }) => unlinkLogin(ctx.context, input)),
  passkeys: procedure.query(({ ctx }) => listPasskeys(ctx.context)),
  /** What the browser is to make a passkey with; `addPasskey` takes what it made. */
  startPasskey: procedure.mutation(({ ctx }) => startPasskey(ctx.context)),
  addPasskey: procedure.input(addPasskeyInput).mutation(({ ctx, input }) => addPasskey(ctx.context, input)),
  renamePasskey: procedure
    .input(renamePasskeyInput)
    .mutation(({ ctx, input }) => renamePasskey(ctx.context, input)),
  removePasskey: procedure
    .input(removePasskeyInput)
    .mutation(({ ctx, input }) => removePasskey(ctx.context, input)),
  /** What a passkey is to sign; `logInByPasskey` takes what it signed. */
  startPasskeyLogin: publicProcedure.mutation(({ ctx }) => startPasskeyLogin(ctx.visit)),
  logInByPasskey: publicProcedure.input(passkeyAssertionInput).mutation(async ({ ctx, input }) => {
    const { cookies, userId, organizationId } = await logInByPasskey(ctx.visit, input);
    setCookies(ctx, cookies);
    return { userId, organizationId };
  }),
  acceptTerms: procedure
    .input(acceptTermsInput)
    .mutation(({ ctx, input }) => acceptTerms(ctx.context, input)),
  /** One answer for every address. */
  joinWaitlist: publicProcedure
    .input(joinWaitlistInput)
    .mutation(({ ctx, input }) => askForAccount(ctx.visit, input)),
  /** The password once more, before what `step_up_required` refused. */
  prove: procedure.input(proveInput).mutation(({ ctx, input }) => prove(ctx.context, input)),
  startPasskeyProof: procedure.mutation(({ ctx }) => startPasskeyProof(ctx.context)),
  proveByPasskey: procedure
    .input(passkeyAssertionInput)
    .mutation(({ ctx, input }) => proveByPasskey(ctx.context, input)),
  logOut: procedure.mutation(async ({ ctx }) => {
    const { cookie } = await logOut(ctx.context);
    ctx.resHeaders.append("set-cookie", cookie);
    return {};
  }),
  /** Who is signed in, or null: for pages that anybody may open. */
  visitor: publicProcedure.query(({ ctx }) =>
    ctx.actor ? currentAccount({ ...ctx.visit, actor: ctx.actor, via: ctx.via, client: ctx.client }) : null,
  ),
  /** What deleting it would come to. */
  removal: procedure.query(({ ctx }) => accountRemoval(ctx.context)),
  /** Deletes the account when its days of grace are over. */
  remove: procedure.input(removeAccountInput).mutation(({ ctx, input }) => removeAccount(ctx.context, input)),
  /** The browser is its own person's again. */
  endImpersonation: procedure.mutation(({ ctx }) => endImpersonation(ctx.context)),
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

function setCookies({ resHeaders }: ApiContext, cookies: readonly string[]): void {
  for (const cookie of cookies) resHeaders.append("set-cookie", cookie);
}
