import { isJsonObject, type RpcRequest, readTraceContext } from "@patchops/protocol";

/** Adds the place in a trace that a request's `_meta` names: what stands before a server reads headers alone. */
export function withTrace(
  headers: Readonly<Record<string, string>> | undefined,
  { params }: RpcRequest,
): Readonly<Record<string, string>> | undefined {
  const meta = params?._meta;
  if (!isJsonObject(meta) || meta.traceparent === undefined) return headers;
  const trace = readTraceContext(meta);
  return trace ? { ...headers, ...trace } : headers;
}
