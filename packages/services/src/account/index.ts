export { changePassword } from "./change-password.ts";
export { createAccount } from "./create.ts";
export { currentAccount } from "./current.ts";
export { readOwnershipLocked } from "./first-account.ts";
export { logIn } from "./log-in.ts";
export { logOut } from "./log-out.ts";
export { hashNewPassword } from "./password.ts";
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
export { forgetLoginFailures } from "./throttle.ts";
export { updateAccount } from "./update.ts";
