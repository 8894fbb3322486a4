import type { ToolSnapshot } from "./snapshot.ts";

const known = new WeakMap<ToolSnapshot, number>();

/** What a tool's definition costs in a client's context, estimated at 4 characters a token. */
export function toolTokens(tool: ToolSnapshot): number {
  const before = known.get(tool);
  if (before !== undefined) return before;
  const tokens = definitionTokens(tool.definition, tool.exposedName);
  known.set(tool, tokens);
  return tokens;
}

export function definitionTokens(definition: Record<string, unknown>, name: string): number {
  return Math.ceil(JSON.stringify({ ...definition, name }).length / 4);
}
