import { findConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { exposeApp } from "../offer/index.ts";
import { requireAccess } from "../require-access.ts";
import { offeredWorkflows } from "./offered-workflows.ts";
import { toolView } from "./view.ts";

/** A tool as an MCP client sees it: the upstream's whole definition, under the name of the view. */
export interface OfferedTool {
  name: string;
  definition: Record<string, unknown>;
}

/**
 * The tools that the actor may call, in order of names: those of the profile that they are in, or all of the organization,
 * under their exposed names; or one connection's under their original names. What a policy blocks is not among them.
 * A connection that fails keeps its last good list.
 */
export async function offeredTools(
  context: Context,
  view: { connection?: string | undefined } = {},
): Promise<readonly OfferedTool[]> {
  requireAccess(context, "tool.list");
  const { snapshot, tools, inside, offers } = await toolView(context);
  const offered: OfferedTool[] = [];
  if (view.connection === undefined) {
    for (const tool of tools.values()) {
      if (!offers(tool)) continue;
      offered.push({
        name: tool.exposedName,
        definition: exposeApp(snapshot, tool.connection, tool.definition),
      });
    }
    return [...offered, ...(await offeredWorkflows(context))];
  }
  const connection = findConnection(snapshot, view.connection);
  for (const known of snapshot.toolsByConnection.get(connection.id) ?? []) {
    const tool = inside(known);
    if (tool && offers(tool)) offered.push({ name: tool.originalName, definition: tool.definition });
  }
  return offered;
}
