import type { ListToolsInput, Tool, ToolDetail, ToolRef } from "@patchops/contract";
import { findConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { comparePolicies, presentPolicy } from "../policy/index.ts";
import { requireAccess } from "../require-access.ts";
import { takeTurns } from "../take-turns.ts";
import { toolUsage } from "../usage/index.ts";
import { findTool } from "./find.ts";
import { presentTool } from "./present.ts";
import { toolView } from "./view.ts";

/**
 * The organization's tools, or a profile's, by name; `search` looks in names, titles and descriptions, every word must be
 * found. What a policy blocks for the asker is left out, unless they ask for it too.
 */
export async function listTools(context: Context, input: ListToolsInput): Promise<Tool[]> {
  requireAccess(context, "tool.list");
  const { snapshot, tools, decide } = await toolView(context, input.profile);
  const of = input.connection === undefined ? null : findConnection(snapshot, input.connection).id;
  const words = (input.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const othersFirst = takeTurns();
  const found: Tool[] = [];
  for (const known of tools.values()) {
    if (!known.isAvailable || (of !== null && known.connection.id !== of)) continue;
    const decision = decide(known);
    if (decision.action === "block" && !input.withBlocked) continue;
    await othersFirst();
    const tool = presentTool(known, decision);
    const haystack =
      `${tool.name} ${tool.originalName} ${tool.title ?? ""} ${tool.description ?? ""}`.toLowerCase();
    if (words.every((word) => haystack.includes(word))) found.push(tool);
  }
  return found;
}

/** One tool by its exposed name, with its last 30 days, what decides over the asker's calls, and the profiles it is in. */
export async function getTool(context: Context, input: ToolRef): Promise<ToolDetail> {
  requireAccess(context, "tool.get");
  const { snapshot, profile, decide } = await toolView(context, input.profile);
  const tool = findTool(snapshot, input, profile);
  const usage = await toolUsage(context, { connectionId: tool.connection.id, tool: tool.originalName });
  const decision = decide(tool);
  return {
    ...presentTool(tool, decision),
    organizationName:
      snapshot.toolsByConnection.get(tool.connection.id)?.find(({ id }) => id === tool.id)?.exposedName ??
      tool.exposedName,
    decision,
    rules: snapshot.policies
      .filter(
        ({ toolId, connectionId }) =>
          toolId === tool.id ||
          (toolId === null && (connectionId ?? tool.connection.id) === tool.connection.id),
      )
      .sort(comparePolicies)
      .map(presentPolicy),
    profiles: [...snapshot.profilesBySlug.values()].map((each) => ({
      slug: each.slug,
      name: each.name,
      exposedName: each.toolsById.get(tool.id)?.exposedName ?? null,
    })),
    usage,
  };
}
