import type { ToolResult } from "../definition.ts";

/** A result of one text. */
export function text(said: string): ToolResult {
  return { content: [{ type: "text", text: said }] };
}
