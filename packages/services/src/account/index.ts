export { acceptTerms } from "./accept-terms.ts";
export { appeal, suspensionOf } from "./appeal/index.ts";
export { askForAccount } from "./ask-for-account.ts";
export { changePassword } from "./change-password.ts";
export { createAccount } from "./create.ts";
export { currentAccount } from "./current.ts";
export { dropAccountLinks } from "./email/account-link.ts";
export { changeEmail } from "./email/change-email.ts";
export { confirmEmail } from "./email/confirm-email.ts";
export { requestPasswordReset } from "./email/request-password-reset.ts";
export { requireVerifiedEmail } from "./email/require-verified-email.ts";
export { resendVerification } from "./email/resend-verification.ts";
export { resetPasswordByMail } from "./email/reset-password-by-mail.ts";
export { readOwnershipLocked } from "./first-account.ts";
export { logIn } from "./log-in.ts";
export { logOut } from "./log-out.ts";
export {
  addPasskey,
  listPasskeys,
  logInByPasskey,
  passkeyUrl,
  proveByPasskey,
  removePasskey,
  renamePasskey,
  startPasskey,
  startPasskeyLogin,
  startPasskeyProof,
} from "./passkey/index.ts";
export { hashNewPassword } from "./password.ts";
export { prove } from "./prove.ts";
export {
  confirmPendingLink,
  finishProviderLogin,
  linkedLogins,
  pendingLink,
  startProviderLogin,
  unlinkLogin,
} from "./provider/index.ts";
export { setPreference } from "./set-preference.ts";
export { type LoggedIn, signUp } from "./sign-up.ts";
export { signUpByMail } from "./sign-up-by-mail.ts";
export {
  finishSingleSignOn,
  insertPerson,
  isOfDomain,
  requireOpen,
  startSingleSignOn,
  takeOverUnproven,
} from "./sso/index.ts";
export { countScimRefusal, countSupportMail, countSupportRequest, forgetLoginFailures } from "./throttle.ts";
export { updateAccount } from "./update.ts";
