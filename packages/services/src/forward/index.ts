export { explain } from "./explain.ts";
export { type OpenSignInQuestion, type SignInQuestion, withSignIn } from "./with-sign-in.ts";
