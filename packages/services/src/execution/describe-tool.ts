import { AppError } from "@patchops/contract";
import type { Context } from "../context.ts";
import { findTool, nearest, presentTool, toolTypes, toolView } from "../tool/index.ts";

/** `tools.describe` of a program, by a tool's path or its name. Throws `unknown_tool` with the nearest name. */
export async function describeTool(context: Context, name: string) {
  const { snapshot, profile, tools, decide } = await toolView(context);
  const path = /^tools\.([^.]+)\.([^.]+)$/.exec(name);
  const byPath =
    path?.[1] !== undefined && path[2] !== undefined ? { connection: path[1], tool: path[2] } : null;
  try {
    const tool = findTool(snapshot, byPath ?? { name }, profile);
    const presented = presentTool(tool, decide(tool));
    return { ...presented, path: presented.codePath, types: toolTypes(tool) };
  } catch {
    const near = nearest(name, tools.keys());
    throw new AppError(
      "unknown_tool",
      `There is no tool named ${name}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
    );
  }
}
