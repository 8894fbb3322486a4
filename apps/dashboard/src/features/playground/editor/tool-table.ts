import type { Tool } from "@patchops/contract";

/** The caller's tools as a program reaches them: by connection, then by name in code. */
export type ToolTable = ReadonlyMap<string, ReadonlyMap<string, Tool>>;

const path = /^tools(?:\.([A-Za-z_$][\w$]*)|\["([^"]+)"\])(?:\.([A-Za-z_$][\w$]*)|\["([^"]+)"\])$/;

/** `tools.demo.list_orders` or the form in brackets -> its two names. */
function splitCodePath(codePath: string): { connection: string; tool: string } | undefined {
  const match = path.exec(codePath.replace(/\s+/g, ""));
  const connection = match?.[1] ?? match?.[2];
  const tool = match?.[3] ?? match?.[4];
  return connection && tool ? { connection, tool } : undefined;
}

export function buildToolTable(tools: readonly Tool[]): ToolTable {
  const table = new Map<string, Map<string, Tool>>();
  for (const tool of tools) {
    const names = splitCodePath(tool.codePath);
    if (!names || !tool.isAvailable) continue;
    const connection = table.get(names.connection) ?? new Map<string, Tool>();
    connection.set(names.tool, tool);
    table.set(names.connection, connection);
  }
  return table;
}

/** The tool that an expression names, also by its connection's slug and original name. */
export function findByCode(table: ToolTable, expression: string): Tool | undefined {
  const names = splitCodePath(expression);
  if (!names) return undefined;
  const byName = table.get(names.connection)?.get(names.tool);
  if (byName) return byName;
  for (const connection of table.values()) {
    for (const tool of connection.values()) {
      if (tool.connection === names.connection && tool.originalName === names.tool) return tool;
    }
  }
  return undefined;
}
