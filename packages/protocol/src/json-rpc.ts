/** JSON-RPC 2.0 as MCP uses it: an id is never null in a request, params and result are objects. */
export type RpcId = string | number;

export type JsonObject = Record<string, unknown>;

export interface RpcRequest {
  jsonrpc: "2.0";
  id: RpcId;
  method: string;
  params?: JsonObject;
}

export interface RpcNotification {
  jsonrpc: "2.0";
  method: string;
  params?: JsonObject;
}

export interface RpcResult {
  jsonrpc: "2.0";
  id: RpcId;
  result: JsonObject;
}

export interface RpcErrorObject {
  code: number;
  message: string;
  data?: unknown;
}

/** `id` is null (or missing) when the other side could not read the request's id. */
export interface RpcFailure {
  jsonrpc: "2.0";
  id?: RpcId | null;
  error: RpcErrorObject;
}

export type RpcResponse = RpcResult | RpcFailure;
export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

export type ClassifiedMessage =
  | { kind: "request"; message: RpcRequest }
  | { kind: "notification"; message: RpcNotification }
  | { kind: "result"; message: RpcResult }
  | { kind: "failure"; message: RpcFailure };

/** A JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is RpcId {
  return typeof value === "string" || Number.isSafeInteger(value);
}

// biome-ignore lint/plugin: the fields are checked one by one above each use; here a checked value gets its type.
const checked = <Message>(value: JsonObject) => value as unknown as Message;

/** What kind of JSON-RPC message a parsed value is; null when it is none. */
export function classifyMessage(value: unknown): ClassifiedMessage | null {
  if (!isJsonObject(value) || value.jsonrpc !== "2.0") return null;
  if (typeof value.method === "string") {
    if (value.params !== undefined && !isJsonObject(value.params)) return null;
    if (value.id === undefined) return { kind: "notification", message: checked<RpcNotification>(value) };
    return isId(value.id) ? { kind: "request", message: checked<RpcRequest>(value) } : null;
  }
  if (isJsonObject(value.error)) {
    const { code, message } = value.error;
    if (typeof code !== "number" || typeof message !== "string") return null;
    if (value.id !== undefined && value.id !== null && !isId(value.id)) return null;
    return { kind: "failure", message: checked<RpcFailure>(value) };
  }
  return isJsonObject(value.result) && isId(value.id)
    ? { kind: "result", message: checked<RpcResult>(value) }
    : null;
}
