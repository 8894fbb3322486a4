import type { ExecutionStatus } from "./execution.ts";

/** Whether a run is over. */
export function isExecutionFinished(status: ExecutionStatus): boolean {
  return ![
    "queued",
    "running",
    "awaiting_approval",
    "awaiting_sign_in",
    "needs_decision",
    "sleeping",
  ].includes(status);
}
