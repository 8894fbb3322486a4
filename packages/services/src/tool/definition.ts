import type { Context } from "../context.ts";
import { exposeApp } from "../offer/index.ts";
import { findTool, type ToolName } from "./find.ts";
import { offeredWorkflows } from "./offered-workflows.ts";
import { toolView } from "./view.ts";

/** The definition of a tool of the actor's view, or of a workflow that is one; undefined where there is none of that name. */
export async function toolDefinition(
  context: Context,
  name: ToolName,
): Promise<Record<string, unknown> | undefined> {
  const { snapshot, tools } = await toolView(context);
  if ("name" in name) {
    const tool = tools.get(name.name);
    if (tool) return exposeApp(snapshot, tool.connection, tool.definition);
    return (await offeredWorkflows(context)).find((workflow) => workflow.name === name.name)?.definition;
  }
  try {
    return findTool(snapshot, name).definition;
  } catch {
    return undefined;
  }
}
