import { AppError } from "@patchops/contract";
import { isJsonObject, type JsonObject } from "@patchops/protocol";
import {
  type Context,
  callTool as callToolVerb,
  callWorkflowTool,
  exposeTaskIds,
  exposeUris,
  type Forwarding,
  isWorkflowTool,
} from "@patchops/services";
import type { MethodRequest } from "./perform.ts";
import { placeOf } from "./place-of.ts";
import { refusalResult } from "./refusal-result.ts";

function readParams(params: JsonObject) {
  const { name, arguments: given = {}, _meta: meta, ...more } = params;
  if (typeof name !== "string") throw new AppError("invalid_input", "tools/call needs the name of a tool.");
  if (!isJsonObject(given)) throw new AppError("invalid_input", "The arguments of a tool are an object.");
  if (meta !== undefined && !isJsonObject(meta)) throw new AppError("invalid_input", "_meta is an object.");
  return { name, given, meta, more };
}

/**
 * The result of `tools/call`, whole, as the upstream sent it. What kept the call from being made becomes a result
 * with `isError`; throws AppError where the request itself is wrong or the upstream answered an error, and for `cancelled`.
 */
export async function callTool(
  context: Context,
  { connection, params, bytes, promptSessionId }: MethodRequest,
  forwarding: Forwarding,
): Promise<JsonObject> {
  const { name, given, meta, more } = readParams(params);
  const { progressToken: _own, ...forwarded } = meta ?? {};
  const { actor, services } = context;
  try {
    const snapshot = connection === undefined ? await services.snapshots.get(actor.organizationId) : null;
    if (snapshot !== null && isWorkflowTool(snapshot, actor, name)) {
      const { signal, onProgress } = forwarding;
      return await callWorkflowTool(context, {
        ...{ name, arguments: given, argumentsBytes: bytes, meta, promptSessionId, signal, onProgress },
      });
    }
    const answer = await callToolVerb(context, {
      ...forwarding,
      tool: connection === undefined ? { name } : { connection, tool: name },
      arguments: given,
      argumentsBytes: bytes,
      promptSessionId,
      meta: Object.keys(forwarded).length > 0 ? forwarded : undefined,
      more,
    });
    if (connection !== undefined) return answer.result;
    return exposeTaskIds(answer.connection, exposeUris(answer.snapshot, answer.connection, answer.result));
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "cancelled") throw error;
    const result = refusalResult(error, placeOf(context));
    if (result === null) throw error;
    return result;
  }
}
