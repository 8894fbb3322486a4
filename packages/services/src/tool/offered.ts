import { findConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { isOffered } from "./is-offered.ts";

/** A tool as an MCP client sees it: the upstream's whole definition, under the name of the view. */
export interface OfferedTool {
  name: string;
  definition: Record<string, unknown>;
}

/**
 * The tools that the actor may call, in order of names: all of the organization under their exposed names,
 * or one connection's under their original names. A connection that fails keeps its last good list.
 */
export async function offeredTools(
  context: Context,
  view: { connection?: string | undefined } = {},
): Promise<readonly OfferedTool[]> {
  requireScope(context, "tools:read");
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  if (view.connection === undefined) {
    return [...snapshot.tools.values()]
      .filter(isOffered)
      .map((tool) => ({ name: tool.exposedName, definition: tool.definition }));
  }
  const connection = findConnection(snapshot, view.connection);
  return (snapshot.toolsByConnection.get(connection.id) ?? [])
    .filter(isOffered)
    .map((tool) => ({ name: tool.originalName, definition: tool.definition }));
}
