import type { ErrorBody } from "@patchops/contract";
import { TRPCClientError } from "@trpc/client";
import { isErrorBody } from "./is-error-body.ts";
import { ServerError } from "./server-error.ts";

/** Codes that only this side knows: the server did not answer, or not in our words. */
const unreachable: ErrorBody = {
  code: "unreachable",
  message: "The server did not answer.",
  retryable: true,
};

/** Any error of a query or mutation as the contract's error body. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof ServerError) return error.body;
  if (error instanceof TRPCClientError) {
    if (isErrorBody(error.data)) return error.data;
    return unreachable;
  }
  return { code: "internal", message: "The page made a mistake. Reload it.", retryable: false };
}
