import type { Context } from "../context.ts";
import { findTool, type ToolName } from "./find.ts";
import { toolView } from "./view.ts";

/** The definition of a tool of the actor's view; undefined where there is none of that name. */
export async function toolDefinition(
  context: Context,
  name: ToolName,
): Promise<Record<string, unknown> | undefined> {
  const { snapshot, tools } = await toolView(context);
  if ("name" in name) return tools.get(name.name)?.definition;
  try {
    return findTool(snapshot, name).definition;
  } catch {
    return undefined;
  }
}
