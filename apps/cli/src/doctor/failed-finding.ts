import { PatchOpsError } from "@patchops/sdk";
import { exitCodeOfError } from "../exit-code.ts";
import type { Finding } from "./finding.ts";

/** The finding of a check that threw. Anything but a `PatchOpsError` is thrown on. */
export function failedFinding(check: string, error: unknown): Finding {
  if (!(error instanceof PatchOpsError)) throw error;
  return {
    check,
    state: "failed",
    detail: error.message,
    next: error.next,
    exitCode: exitCodeOfError(error.code),
  };
}
