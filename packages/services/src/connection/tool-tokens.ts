import type { ToolSnapshot } from "./snapshot.ts";

const known = new WeakMap<ToolSnapshot, number>();

/** What a tool's definition costs in a client's context, estimated at 4 characters a token. */
export function toolTokens(tool: ToolSnapshot): number {
  const before = known.get(tool);
  if (before !== undefined) return before;
  const tokens = Math.ceil(JSON.stringify({ ...tool.definition, name: tool.exposedName }).length / 4);
  known.set(tool, tokens);
  return tokens;
}
