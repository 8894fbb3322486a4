import type { Services } from "../context.ts";
import type { CallSpeech, MeteredCall } from "./meter.ts";

/** Keeps what was said in a call, redacted, on instances that only their own machine reaches; others keep none. */
export function recordPayload(services: Services, call: MeteredCall, speech: CallSpeech): void {
  if (isLoopback(services.settings.publicUrl)) services.meter.keepSpeech(call, speech);
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    hostname.startsWith("127.")
  );
}
