import type { World } from "../world.ts";
import { askingTools } from "./asking-tools.ts";
import { changingTools } from "./changing-tools.ts";
import { contentTools } from "./content-tools.ts";
import { roundTripTools } from "./round-trip-tools.ts";
import { taskTools } from "./task-tools.ts";
import { tellingTools } from "./telling-tools.ts";
import { text } from "./text.ts";
import type { Tool } from "./tool.ts";

const always = [
  ...contentTools,
  ...tellingTools,
  ...askingTools,
  ...roundTripTools,
  ...changingTools,
  ...taskTools,
];
const extra: Tool = {
  definition: {
    name: "test_extra_tool",
    description: "Comes and goes.",
    inputSchema: { type: "object", properties: {} },
  },
  run: () => text("here"),
};

/** The tools that the server has now. */
export function listTools(world: World): Tool[] {
  return world.hasExtra("tools") ? [...always, extra] : always;
}
