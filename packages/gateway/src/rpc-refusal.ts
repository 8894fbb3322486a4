import type { AppError } from "@patchops/contract";
import type { RpcErrorObject, RpcId } from "@patchops/protocol";

/** An error with what JSON-RPC says of it beyond our own words: the id that was read, a code of the protocol's own. */
export class RpcRefusal extends Error {
  override readonly name = "RpcRefusal";
  readonly error: AppError;
  readonly id: RpcId | undefined;
  readonly rpc: Partial<RpcErrorObject> | undefined;

  constructor(error: AppError, options: { id?: RpcId | undefined; rpc?: Partial<RpcErrorObject> }) {
    super(error.message);
    this.error = error;
    this.id = options.id;
    this.rpc = options.rpc;
  }
}
