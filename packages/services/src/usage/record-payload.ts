import type { Services } from "../context.ts";
import type { CallSpeech, MeteredCall } from "./meter.ts";

/** Keeps what was said in a call, redacted, on instances that only their own machine reaches; others keep none. */
export function recordPayload(services: Services, call: MeteredCall, speech: CallSpeech): void {
  if (services.settings.isLoopback) services.meter.keepSpeech(call, speech);
}
