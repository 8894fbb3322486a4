import type { JoinWaitlistInput } from "@patchops/contract";
import type { Visit } from "../context.ts";
import { joinWaitlist } from "../waitlist/index.ts";
import { countSignUpTry } from "./throttle.ts";

/** Puts a mail address on the waitlist; tries are counted like sign-ups. Throws `rate_limited`, `signup_closed`. */
export async function askForAccount(visit: Visit, input: JoinWaitlistInput): Promise<void> {
  await countSignUpTry(visit);
  await joinWaitlist(visit, input);
}
