import type { RpcErrorObject, RpcId } from "@patchops/protocol";

/** The text of a JSON-RPC result. */
export function resultAnswer(id: RpcId, result: Record<string, unknown>): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${JSON.stringify(result)}}`;
}

/** The text of a JSON-RPC error; the id is null when the request could not be read. */
export function errorAnswer(id: RpcId | null, error: RpcErrorObject): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error });
}
