import type { ListToolsInput, Tool, ToolDetail, ToolRef } from "@patchops/contract";
import { hasHiddenCharacters } from "@patchops/protocol";
import type { ToolSnapshot } from "../connection/index.ts";
import { findConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { takeTurns } from "../take-turns.ts";
import { toolUsage } from "../usage/index.ts";
import { findTool } from "./find.ts";
import { isOffered } from "./is-offered.ts";

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const object = (value: unknown): Record<string, unknown> | null =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

const verdicts = new WeakMap<object, boolean>();

function hasHiddenText(value: unknown): boolean {
  if (typeof value === "string") return hasHiddenCharacters(value);
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([name, field]) => hasHiddenText(name) || hasHiddenText(field));
}

/** Whether hidden characters stand anywhere in a definition, schemas included: a client's model reads all of it. */
function isSuspicious(definition: Record<string, unknown>): boolean {
  const verdict = verdicts.get(definition) ?? hasHiddenText(definition);
  verdicts.set(definition, verdict);
  return verdict;
}

/** A tool as pages, CLI and SDK show it. */
export function presentTool(tool: ToolSnapshot): Tool {
  const { definition, connection } = tool;
  const annotations = object(definition.annotations) ?? {};
  const description = text(definition.description);
  return {
    name: tool.exposedName,
    connection: connection.slug,
    connectionName: connection.name,
    originalName: tool.originalName,
    codePath: `tools.${connection.codeName}.${tool.codeName}`,
    title: text(definition.title) ?? text(annotations.title),
    description,
    inputSchema: object(definition.inputSchema) ?? { type: "object" },
    outputSchema: object(definition.outputSchema),
    annotations,
    isAvailable: isOffered(tool),
    isSuspicious: isSuspicious(definition),
    contextTokens: Math.ceil(JSON.stringify({ ...definition, name: tool.exposedName }).length / 4),
  };
}

/** The organization's tools by name; `search` looks in names, titles and descriptions, every word must be found. */
export async function listTools(context: Context, input: ListToolsInput): Promise<Tool[]> {
  requireScope(context, "tools:read");
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  const of = input.connection === undefined ? null : findConnection(snapshot, input.connection).id;
  const words = (input.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const othersFirst = takeTurns();
  const found: Tool[] = [];
  for (const known of snapshot.tools.values()) {
    if (!known.isAvailable || (of !== null && known.connection.id !== of)) continue;
    await othersFirst();
    const tool = presentTool(known);
    const haystack =
      `${tool.name} ${tool.originalName} ${tool.title ?? ""} ${tool.description ?? ""}`.toLowerCase();
    if (words.every((word) => haystack.includes(word))) found.push(tool);
  }
  return found;
}

/** One tool by its exposed name, with its last 30 days. */
export async function getTool(context: Context, input: ToolRef): Promise<ToolDetail> {
  requireScope(context, "tools:read");
  const snapshot = await context.services.snapshots.get(context.actor.organizationId);
  const tool = findTool(snapshot, input);
  const usage = await toolUsage(context, { connectionId: tool.connection.id, tool: tool.originalName });
  return { ...presentTool(tool), usage };
}
