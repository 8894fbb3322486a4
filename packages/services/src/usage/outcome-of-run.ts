import type { ExecutionStatus, Outcome } from "@patchops/contract";

/** How the usage row of a run says that it ended. */
export function outcomeOfRun(status: ExecutionStatus): Outcome {
  if (status === "succeeded") return "ok";
  if (status === "timed_out" || status === "cancelled" || status === "interrupted") return status;
  return "error";
}
