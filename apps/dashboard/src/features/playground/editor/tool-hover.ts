import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { codeTip } from "./code-tip.ts";
import { findToolAt } from "./find-tool-at.ts";
import { schemaFields } from "./schema-fields.ts";
import type { ToolTable } from "./tool-table.ts";

/** What a tool takes and says of itself, while the pointer rests on its name. */
export function toolHover(table: () => ToolTable): Extension {
  return hoverTooltip((view, position) => {
    const found = findToolAt(view, position, table());
    if (!found) return null;
    const { from, to, tool } = found;
    return {
      pos: from,
      end: to,
      above: true,
      create: () => {
        const fields = schemaFields(tool.inputSchema);
        const code = `${tool.originalName}({${fields
          .slice(0, 8)
          .map((field) => ` ${field.name}${field.isRequired ? "" : "?"}: ${field.type}`)
          .join(",")}${fields.length > 0 ? " " : ""}})`;
        return { dom: codeTip({ code, words: tool.description?.slice(0, 600) }) };
      },
    };
  });
}
