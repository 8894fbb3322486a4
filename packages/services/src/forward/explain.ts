import { AppError, type ErrorCode, isErrorCode } from "@patchops/contract";
import { UpstreamError } from "@patchops/upstream";
import type { ConnectionSnapshot } from "../connection/index.ts";

/** Errors of the upstream leg in the contract's words, naming the connection and whether anything was sent. */
export function explain(error: unknown, place: { connection: ConnectionSnapshot; tool?: string }): AppError {
  if (error instanceof AppError) return error;
  const { slug } = place.connection;
  if (!(error instanceof UpstreamError)) {
    return new AppError("internal", "Something went wrong on our side.", { sent: true, cause: error });
  }
  const code: ErrorCode =
    error.code === "unauthorized" ? "needs_sign_in" : isErrorCode(error.code) ? error.code : "upstream_error";
  const next = nextStep(code, slug);
  return new AppError(code, `${slug}: ${error.message}`, {
    sent: error.sent,
    retryable: error.retryable,
    cause: error,
    details: {
      connection: slug,
      ...(place.tool === undefined ? {} : { tool: place.tool }),
      ...(error.upstreamCode === undefined ? {} : { upstreamCode: error.upstreamCode }),
      ...(error.data === undefined ? {} : { upstreamData: error.data }),
    },
    ...(next === undefined ? {} : { next }),
  });
}

function nextStep(code: ErrorCode, slug: string): string | undefined {
  switch (code) {
    case "needs_sign_in":
      return `Give it a new key: patchops connections login ${slug}`;
    case "connection_refused":
    case "dns_failed":
    case "tls_failed":
    case "not_mcp":
      return `Check its address, and that its server runs; then: patchops connections refresh ${slug}`;
    case "process_failed":
      return `Check its command on the server's host; then: patchops connections refresh ${slug}`;
    default:
      return undefined;
  }
}
