import type { ErrorBody } from "@patchops/contract";
import { TRPCClientError } from "@trpc/client";

/** Codes that only this side knows: the server did not answer, or not in our words. */
const unreachable: ErrorBody = {
  code: "unreachable",
  message: "The server did not answer.",
  retryable: true,
};

function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "message" in value &&
    typeof value.message === "string" &&
    "retryable" in value
  );
}

/** Any error of a query or mutation as the contract's error body. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof TRPCClientError) {
    if (isErrorBody(error.data)) return error.data;
    return unreachable;
  }
  return { code: "internal", message: "The page made a mistake. Reload it.", retryable: false };
}
