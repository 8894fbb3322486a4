import type { RpcErrorObject } from "./json-rpc.ts";
import { rpcErrorCodes } from "./rpc-error-codes.ts";

/** A request that its receiver answered, or is to answer, with a JSON-RPC error. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: unknown;

  constructor(message: string, { code = rpcErrorCodes.internalError, data }: Partial<RpcErrorObject> = {}) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
