import { AppError, type ErrorCode, type ErrorPlace, errorBody } from "@patchops/contract";
import { type Era, type RpcErrorObject, rpcErrorCodes } from "@patchops/protocol";
import { RpcRefusal } from "./rpc-refusal.ts";

const rpcCodes: Partial<Record<ErrorCode, number>> = {
  malformed_request: rpcErrorCodes.invalidRequest,
  invalid_input: rpcErrorCodes.invalidParams,
  unknown_tool: rpcErrorCodes.invalidParams,
  unknown_prompt: rpcErrorCodes.invalidParams,
  internal: rpcErrorCodes.internalError,
};
/** A resource that is not there: its code changed with the era (2026-07-28, changelog). */
const missingResourceCodes: Record<Era, number> = {
  legacy: rpcErrorCodes.resourceNotFound,
  modern: rpcErrorCodes.invalidParams,
};

/** In place of -32042, which this era has no more: its client was not asked because it never said that it opens pages. */
const needsUrls: RpcErrorObject = {
  code: rpcErrorCodes.missingClientCapability,
  message: "A page has to be opened first, which needs a client with elicitation in URL mode.",
  data: { requiredCapabilities: { elicitation: { url: {} } } },
};

/** An error as JSON-RPC writes it. What an upstream answered as an error keeps its code, message and data. */
export function rpcError(error: unknown, place: ErrorPlace, era: Era = "legacy"): RpcErrorObject {
  if (error instanceof RpcRefusal) return { ...rpcError(error.error, place, era), ...error.rpc };
  if (error instanceof AppError && typeof error.details?.upstreamCode === "number") {
    const { upstreamCode, upstreamData } = error.details;
    if (era === "modern" && upstreamCode === rpcErrorCodes.urlElicitationRequired) return needsUrls;
    const message = error.cause instanceof Error ? error.cause.message : error.message;
    const code = upstreamCode === rpcErrorCodes.resourceNotFound ? missingResourceCodes[era] : upstreamCode;
    return { code, message, ...(upstreamData === undefined ? {} : { data: upstreamData }) };
  }
  const { message, ...data } = errorBody(error, place);
  const text = data.next === undefined ? message : `${message} ${data.next}`;
  if (error instanceof AppError && error.code === "unknown_resource") {
    return { code: missingResourceCodes[era], message: text, data: { uri: error.details?.uri, ...data } };
  }
  // Ours are outside what JSON-RPC and MCP keep for themselves (2026-07-28, basic: error codes); `data.code` says which it is.
  const code =
    error instanceof AppError ? (rpcCodes[error.code] ?? error.httpStatus) : rpcErrorCodes.internalError;
  return { code, message: text, data };
}
