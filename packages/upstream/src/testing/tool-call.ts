import type { JsonObject } from "@patchops/protocol";

/** A call of a tool, as a request to an upstream. */
export function toolCall(name: string, given: JsonObject = {}): { method: string; params: JsonObject } {
  return { method: "tools/call", params: { name, arguments: given } };
}
