import type { AppError, Outcome } from "@patchops/contract";
import type { MeteredCall } from "../usage/index.ts";
import { storableText } from "./storable-text.ts";

/** Ends the row of a call that was never made, with why. */
export function endRefused(metered: MeteredCall, error: AppError, outcome: Outcome): Promise<void> {
  return metered.end({
    outcome,
    errorCode: error.code,
    errorMessage: storableText(error.message, 1_000),
    wasSent: false,
    bytesOut: 0,
    queueMs: 0,
    upstreamMs: null,
  });
}
