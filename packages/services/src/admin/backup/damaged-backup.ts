import { AppError } from "@patchops/contract";

/** What is said of a file that is no backup, or no longer a whole one. An error that says more stays as it is. */
export function damagedBackup(cause?: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError(
    "invalid_input",
    "This file is not a whole PatchOps backup: it is damaged, cut short, or something else.",
    {
      next: "Use another backup, or copy this one again from where it was kept.",
      cause,
    },
  );
}
