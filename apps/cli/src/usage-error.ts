import { PatchOpsError } from "@patchops/sdk";

/** A command that was written wrongly; nothing was sent. Exit code 2. */
export function usageError(message: string, next?: string): PatchOpsError {
  return new PatchOpsError("usage", message, { sent: false, next });
}
