import type { Tool } from "@patchops/contract";
import { toolKind } from "./tool-kind.ts";
import type { ToolsSearch } from "./tools-search.ts";

export interface ToolGroup {
  connection: string;
  connectionName: string;
  tools: readonly Tool[];
}

/** The tools that fit, by connection; every word of the search must be found somewhere in a tool. */
export function filterTools(
  tools: readonly Tool[],
  filter: Pick<ToolsSearch, "search" | "kind" | "connection">,
): ToolGroup[] {
  const words = (filter.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = tools.filter((tool) => {
    if (filter.connection && tool.connection !== filter.connection) return false;
    if (filter.kind && toolKind(tool) !== filter.kind) return false;
    const text =
      `${tool.name} ${tool.originalName} ${tool.title ?? ""} ${tool.description ?? ""} ${tool.connectionName}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return [...Map.groupBy(fitting, (tool) => tool.connection)]
    .map(([connection, group]) => ({
      connection,
      connectionName: group[0]?.connectionName ?? connection,
      tools: group.toSorted((a, b) => a.originalName.localeCompare(b.originalName)),
    }))
    .toSorted((a, b) => a.connectionName.localeCompare(b.connectionName));
}
