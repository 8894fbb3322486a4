import { TRPCClientError } from "@trpc/client";
import { unreachable } from "./checked-fetch.ts";
import { PatchOpsError } from "./patch-ops-error.ts";
import { readErrorBody } from "./read-error-body.ts";

/** Whatever a request failed with, as the one error of the SDK. */
export function toPatchOpsError(error: unknown, url: string): PatchOpsError {
  if (error instanceof PatchOpsError) return error;
  if (!(error instanceof TRPCClientError)) return unreachable(url, error);
  if (error.cause instanceof PatchOpsError) return error.cause;
  return (
    // Errors inside a stream arrive in its own frames, without a status.
    readErrorBody(error.data, {}) ?? unreachable(url, error.cause ?? error)
  );
}
