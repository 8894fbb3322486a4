import type { Call, ToolDefinition, ToolResult } from "../definition.ts";
import type { World } from "../world.ts";

export interface Tool {
  definition: ToolDefinition;
  run(call: Call, world: World): ToolResult | Promise<ToolResult>;
}
