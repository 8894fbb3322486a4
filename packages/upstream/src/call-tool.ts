import type { JsonObject, RpcNotification } from "@patchops/protocol";
import type { Progress, Session } from "./session/open-session.ts";

export interface ToolCallOptions {
  /** The upstream's own name of the tool. */
  name: string;
  arguments: JsonObject;
  /** The caller's `_meta`; a progress token in it is replaced by ours. */
  meta?: JsonObject | undefined;
  /** Cancels the call here and, by `notifications/cancelled`, upstream. */
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onNotification?: ((notification: RpcNotification) => void) | undefined;
}

export interface CallAnswer {
  /** The whole result as the upstream sent it; `isError` stays a result. */
  result: JsonObject;
  /** Size of the answer as it came. */
  bytesOut: number;
}

/** One `tools/call` on an open session. */
export async function callTool(
  session: Session,
  call: ToolCallOptions,
  timeoutMs: number,
): Promise<CallAnswer> {
  const { name, arguments: given, onProgress, onNotification, signal } = call;
  const params: JsonObject = { name, arguments: given };
  if (call.meta) {
    const { progressToken: _callers, ...meta } = call.meta;
    params._meta = meta;
  }
  const { result, bytes } = await session.request("tools/call", params, {
    timeoutMs,
    signal,
    onProgress,
    onNotification,
  });
  return { result, bytesOut: bytes };
}
