import type { EditorView } from "@codemirror/view";
import type { Tool } from "@patchops/contract";
import { findByCode, type ToolTable } from "./tool-table.ts";

const toolPath = /\btools(?:\.[A-Za-z_$][\w$]*|\["[^"]+"\]){2}/g;

/** The tool whose whole path stands at a position. */
export function findToolAt(
  view: EditorView,
  position: number,
  table: ToolTable,
): { from: number; to: number; tool: Tool } | undefined {
  const line = view.state.doc.lineAt(position);
  for (const match of line.text.matchAll(toolPath)) {
    const from = line.from + match.index;
    const to = from + match[0].length;
    if (position < from || position > to) continue;
    const tool = findByCode(table, match[0]);
    return tool && { from, to, tool };
  }
  return undefined;
}
