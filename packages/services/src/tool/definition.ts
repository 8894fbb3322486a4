import type { Context } from "../context.ts";
import { exposeApp } from "../offer/index.ts";
import { findTool, type ToolName } from "./find.ts";
import { toolView } from "./view.ts";

/** The definition of a tool of the actor's view; undefined where there is none of that name. */
export async function toolDefinition(
  context: Context,
  name: ToolName,
): Promise<Record<string, unknown> | undefined> {
  const { snapshot, tools } = await toolView(context);
  if ("name" in name) {
    const tool = tools.get(name.name);
    return tool && exposeApp(snapshot, tool.connection, tool.definition);
  }
  try {
    return findTool(snapshot, name).definition;
  } catch {
    return undefined;
  }
}
