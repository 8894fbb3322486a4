import { AppError } from "@patchops/contract";
import { isJsonObject } from "@patchops/protocol";
import { type Context, callTool as callToolVerb, type ToolCall } from "@patchops/services";
import { placeOf } from "./place-of.ts";
import { refusalResult } from "./refusal-result.ts";

interface Progress {
  progress: number;
  total?: number;
  message?: string;
}

export interface CallOptions {
  connection: string | undefined;
  /** The `params` of `tools/call`, unchecked. */
  params: unknown;
  argumentsBytes: number;
  promptSessionId: string | undefined;
  signal: AbortSignal;
  /** For a client that can be asked to sign in while the call waits. */
  askToSignIn?: ToolCall["askToSignIn"];
  /** Called only for a caller that gave a progress token; the token is the caller's own. */
  onProgress: (token: string | number, progress: Progress) => void;
}

function readParams(params: unknown) {
  if (!isJsonObject(params) || typeof params.name !== "string") {
    throw new AppError("invalid_input", "tools/call needs the name of a tool.");
  }
  const { name, arguments: given = {}, _meta: meta } = params;
  if (!isJsonObject(given)) throw new AppError("invalid_input", "The arguments of a tool are an object.");
  if (meta !== undefined && !isJsonObject(meta)) throw new AppError("invalid_input", "_meta is an object.");
  return { name, given, meta };
}

/**
 * The result of `tools/call`, whole, as the upstream sent it. What kept the call from being made becomes a result
 * with `isError`; throws AppError where the request itself is wrong or the upstream answered an error, and for `cancelled`.
 */
export async function callTool(context: Context, options: CallOptions): Promise<Record<string, unknown>> {
  const { name, given, meta } = readParams(options.params);
  const { progressToken, ...forwarded } = meta ?? {};
  const hasToken = typeof progressToken === "string" || typeof progressToken === "number";
  try {
    const answer = await callToolVerb(context, {
      tool: options.connection === undefined ? { name } : { connection: options.connection, tool: name },
      arguments: given,
      argumentsBytes: options.argumentsBytes,
      signal: options.signal,
      askToSignIn: options.askToSignIn,
      promptSessionId: options.promptSessionId,
      meta: Object.keys(forwarded).length > 0 ? forwarded : undefined,
      onProgress: hasToken ? (progress) => options.onProgress(progressToken, progress) : undefined,
    });
    return answer.result;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "cancelled") throw error;
    const result = refusalResult(error, placeOf(context));
    if (result === null) throw error;
    return result;
  }
}
