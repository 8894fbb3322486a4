import { AppError } from "@patchops/contract";

/** How a run ends that somebody has cancelled while it had no process. */
export const cancelledEnd = {
  status: "cancelled",
  error: new AppError("cancelled", "The run was cancelled."),
} as const;
