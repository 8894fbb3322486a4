import type { Tool } from "@patchops/contract";

/** What a tool says of itself; the upstream's word, not a promise. */
export function toolKind(tool: Tool): "read_only" | "destructive" | "write" {
  if (tool.annotations.readOnlyHint === true) return "read_only";
  if (tool.annotations.destructiveHint === true) return "destructive";
  return "write";
}
