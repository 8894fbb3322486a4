import type { Services } from "../context.ts";
import { keepsPayloads, type PayloadChoice } from "./keeps-payloads.ts";
import type { CallSpeech, MeteredCall } from "./meter.ts";

/** An organization's say in what is kept, as its routing table holds it. */
interface PayloadRules extends PayloadChoice {
  hiddenFields: readonly string[];
}

/** Keeps what was said in a call, redacted, where its organization keeps that. */
export function recordPayload(
  services: Services,
  rules: PayloadRules,
  said: { call: MeteredCall; speech: Omit<CallSpeech, "hiddenFields"> },
): void {
  if (!keepsPayloads(services, rules)) return;
  services.meter.keepSpeech(said.call, { ...said.speech, hiddenFields: rules.hiddenFields });
}
