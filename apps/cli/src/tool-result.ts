import type { ToolCallOutput } from "@patchops/contract";
import { safeText } from "./safe-text.ts";

type Result = ToolCallOutput["result"];

/** An MCP result for people: its texts, else its structured content; what is neither is named. */
export function toolResult(result: Result): string {
  const parts = (result.content ?? []).map(describe);
  if (parts.length > 0) return parts.join("\n");
  return result.structuredContent === undefined
    ? "(no content)"
    : JSON.stringify(result.structuredContent, null, 2);
}

function describe(part: NonNullable<Result["content"]>[number]): string {
  if (part.type === "text" && typeof part.text === "string") return safeText(part.text);
  const type = typeof part.mimeType === "string" ? ` ${part.mimeType}` : "";
  const size = typeof part.data === "string" ? `, ${Math.floor((part.data.length * 3) / 4)} bytes` : "";
  const uri = typeof part.uri === "string" ? ` ${part.uri}` : "";
  return `[${safeText(`${part.type}${type}${uri}`)}${size}; --json prints it whole]`;
}
