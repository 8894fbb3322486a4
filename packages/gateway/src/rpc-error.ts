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
/** Of the range that JSON-RPC leaves to servers; `data.code` says which of our refusals it is. */
const refusedCode = -32000;

/** A resource that is not there: its code changed with the era (2026-07-28, changelog). */
const missingResourceCodes: Record<Era, number> = {
  legacy: rpcErrorCodes.resourceNotFound,
  modern: rpcErrorCodes.invalidParams,
};

/** An error as JSON-RPC writes it. What an upstream answered as an error keeps its code, message and data. */
export function rpcError(error: unknown, place: ErrorPlace, era: Era = "legacy"): RpcErrorObject {
  if (error instanceof RpcRefusal) return { ...rpcError(error.error, place, era), ...error.rpc };
  if (error instanceof AppError && typeof error.details?.upstreamCode === "number") {
    const { upstreamCode, upstreamData } = error.details;
    const message = error.cause instanceof Error ? error.cause.message : error.message;
    const code = upstreamCode === rpcErrorCodes.resourceNotFound ? missingResourceCodes[era] : upstreamCode;
    return { code, message, ...(upstreamData === undefined ? {} : { data: upstreamData }) };
  }
  const { message, ...data } = errorBody(error, place);
  const text = data.next === undefined ? message : `${message} ${data.next}`;
  if (error instanceof AppError && error.code === "unknown_resource") {
    return { code: missingResourceCodes[era], message: text, data: { uri: error.details?.uri, ...data } };
  }
  const code =
    error instanceof AppError ? (rpcCodes[error.code] ?? refusedCode) : rpcErrorCodes.internalError;
  return { code, message: text, data };
}
