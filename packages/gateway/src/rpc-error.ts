import { AppError, type ErrorCode, type ErrorPlace, errorBody } from "@patchops/contract";
import { type RpcErrorObject, rpcErrorCodes } from "@patchops/protocol";
import { RpcRefusal } from "./rpc-refusal.ts";

const rpcCodes: Partial<Record<ErrorCode, number>> = {
  malformed_request: rpcErrorCodes.invalidRequest,
  invalid_input: rpcErrorCodes.invalidParams,
  unknown_tool: rpcErrorCodes.invalidParams,
  internal: rpcErrorCodes.internalError,
};
/** Of the range that JSON-RPC leaves to servers; `data.code` says which of our refusals it is. */
const refusedCode = -32000;

/** An error as JSON-RPC writes it. What an upstream answered as an error keeps its code, message and data. */
export function rpcError(error: unknown, place: ErrorPlace): RpcErrorObject {
  if (error instanceof RpcRefusal) return { ...rpcError(error.error, place), ...error.rpc };
  if (error instanceof AppError && typeof error.details?.upstreamCode === "number") {
    const { upstreamCode, upstreamData } = error.details;
    const message = error.cause instanceof Error ? error.cause.message : error.message;
    return { code: upstreamCode, message, ...(upstreamData === undefined ? {} : { data: upstreamData }) };
  }
  const { message, ...data } = errorBody(error, place);
  const code =
    error instanceof AppError ? (rpcCodes[error.code] ?? refusedCode) : rpcErrorCodes.internalError;
  return { code, message: data.next === undefined ? message : `${message} ${data.next}`, data };
}
