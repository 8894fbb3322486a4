import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { schemaFields } from "./schema-fields.ts";
import { findByCode, type ToolTable } from "./tool-table.ts";

const toolPath = /\btools(?:\.[A-Za-z_$][\w$]*|\["[^"]+"\]){2}/g;

/** What a tool takes and says of itself, while the pointer rests on its name. */
export function toolHover(table: () => ToolTable): Extension {
  return hoverTooltip((view, position) => {
    const line = view.state.doc.lineAt(position);
    for (const match of line.text.matchAll(toolPath)) {
      const from = line.from + match.index;
      const to = from + match[0].length;
      if (position < from || position > to) continue;
      const tool = findByCode(table(), match[0]);
      if (!tool) return null;
      return {
        pos: from,
        end: to,
        above: true,
        create: () => {
          const dom = document.createElement("div");
          dom.className = "cm-tool-hover";
          const code = document.createElement("code");
          const fields = schemaFields(tool.inputSchema);
          code.textContent = `${tool.originalName}({${fields
            .slice(0, 8)
            .map((field) => ` ${field.name}${field.isRequired ? "" : "?"}: ${field.type}`)
            .join(",")}${fields.length > 0 ? " " : ""}})`;
          dom.append(code);
          if (tool.description) {
            const text = document.createElement("p");
            text.textContent = tool.description.slice(0, 600);
            dom.append(text);
          }
          return { dom };
        },
      };
    }
    return null;
  });
}
