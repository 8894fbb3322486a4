export { callOutcome } from "./call-outcome.ts";
export { explain } from "./explain.ts";
export { type Forwarding, forward, refusePaused } from "./forward.ts";
export { RunPaused } from "./run-paused.ts";
export { send } from "./send.ts";
export { ServerStopping } from "./server-stopping.ts";
export { type OpenSignInQuestion, type SignInQuestion, withSignIn } from "./with-sign-in.ts";
