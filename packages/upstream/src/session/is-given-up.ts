import { UpstreamError } from "../upstream-error.ts";

/** Whether a request ended although the server may still be working on it. */
export function isGivenUp(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError && error.sent && (error.code === "cancelled" || error.code === "timeout")
  );
}
