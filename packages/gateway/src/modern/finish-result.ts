import { isJsonObject, type JsonObject } from "@patchops/protocol";

/** Whose results say how long they hold (2026-07-28, caching). */
const cacheable = new Set([
  "server/discover",
  "tools/list",
  "prompts/list",
  "resources/list",
  "resources/templates/list",
  "resources/read",
]);
/** As long as a list may be older than the connections themselves. */
const listTtlMs = 5_000;

/** A result as this era writes it: with its type, and for what may be cached how long and for whom. */
export function finishResult(method: string, result: JsonObject): JsonObject {
  const typed = typeof result.resultType === "string" ? result : { resultType: "complete", ...result };
  if (!cacheable.has(method) || typed.resultType !== "complete") return typed;
  // What an upstream says of a resource holds; lists are of this caller alone.
  if (method === "resources/read") return { ttlMs: 0, cacheScope: "private", ...typed };
  return { ...typed, ttlMs: listTtlMs, cacheScope: "private" };
}

/** Whether a result asks for input first. */
export function isInputRequired(result: JsonObject): boolean {
  return result.resultType === "input_required";
}

/** What a retry brings, where it is what it should be. */
export function readInputResponses(params: JsonObject): JsonObject {
  return isJsonObject(params.inputResponses) ? params.inputResponses : {};
}
