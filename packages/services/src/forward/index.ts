export { explain } from "./explain.ts";
export { type Forwarding, forward, refusePaused } from "./forward.ts";
export { type OpenSignInQuestion, type SignInQuestion, withSignIn } from "./with-sign-in.ts";
