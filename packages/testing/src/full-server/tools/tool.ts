import type { Call, Json, ToolDefinition, ToolResult } from "../definition.ts";
import type { World } from "../world.ts";

export interface Tool {
  definition: ToolDefinition;
  /** Whether a call can, or has to, go on as a task; absent: it never does. */
  taskSupport?: "optional" | "required";
  /** What is asked before there is a task; answers further arguments. */
  prepare?(call: Call): Promise<Json>;
  run(call: Call, world: World): ToolResult | Promise<ToolResult>;
}
