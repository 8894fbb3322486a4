import type { ToolSnapshot } from "./snapshot.ts";

/** Whether anybody is offered a tool: clients, programs and their types, the tools page. */
export function isOffered(tool: ToolSnapshot): boolean {
  return tool.isAvailable && tool.hold === null && tool.connection.status !== "paused";
}
