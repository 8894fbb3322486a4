import type { PatchOpsError } from "./patch-ops-error.ts";

const baseMs = 250;
const maxAttempts = 3;

/** How long to wait before a read is tried again; undefined when it is not. `attempt` counts from 1. */
export function retryDelayMs(error: PatchOpsError, attempt: number): number | undefined {
  const isPassing = error.code === "unreachable" || error.httpStatus === 429 || error.httpStatus === 503;
  if (attempt >= maxAttempts || !error.retryable || !isPassing) return undefined;
  // Half fixed, half random: clients that failed together do not come back together.
  const jittered = baseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  return Math.max(jittered, error.retryAfterMs ?? 0);
}
