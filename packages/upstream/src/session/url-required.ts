import { isJsonObject, type JsonObject, type RpcErrorObject, rpcErrorCodes } from "@patchops/protocol";
import type { UpstreamRequest } from "../request.ts";
import { UpstreamError } from "../upstream-error.ts";

const keyPrefix = "url_elicitation_";

/** The pages that a legacy server wants visited before it answers (2025-11-25, elicitation: -32042). */
export function requiredPages({ code, data }: RpcErrorObject): JsonObject[] {
  if (code !== rpcErrorCodes.urlElicitationRequired || !isJsonObject(data)) return [];
  return Array.isArray(data.elicitations) ? data.elicitations.filter(isJsonObject) : [];
}

/**
 * The same for a caller of the modern era, which has no such error: a result that asks for input first, after which the request comes
 * again. Null where it is none, or the caller cannot open pages.
 */
export function asInputRequired(error: RpcErrorObject, request: UpstreamRequest): JsonObject | null {
  const elicitation = request.caller?.capabilities.elicitation;
  const pages = requiredPages(error);
  if (pages.length === 0 || !request.passesInput || !isJsonObject(elicitation) || !("url" in elicitation))
    return null;
  const questions = pages.map(({ elicitationId: _legacy, ...params }, index) => [
    `${keyPrefix}${index + 1}`,
    { method: "elicitation/create", params: { ...params, mode: "url" } },
  ]);
  return { resultType: "input_required", inputRequests: Object.fromEntries(questions) };
}

/**
 * What a retry says beyond the request itself means nothing to a legacy server. Throws `upstream_error` where the person would not
 * open a page: the server would only ask for it again.
 */
export function withoutInput(params: JsonObject): JsonObject {
  const { inputResponses, requestState: _state, ...rest } = params;
  const answers = isJsonObject(inputResponses) ? Object.entries(inputResponses) : [];
  const isRefused = answers.some(
    ([key, answer]) => key.startsWith(keyPrefix) && isJsonObject(answer) && answer.action !== "accept",
  );
  if (!isRefused) return rest;
  throw new UpstreamError("upstream_error", "It needs a page opened first, which was declined.", {
    sent: false,
  });
}
