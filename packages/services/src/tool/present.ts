import type { PolicyDecision, Tool } from "@patchops/contract";
import { hasHiddenCharacters } from "@patchops/protocol";
import { isOffered, type ToolSnapshot, toolTokens } from "../connection/index.ts";

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

/** A tool as pages, CLI and SDK show it; `policy` is what would happen with a call of the asker. */
export function presentTool(tool: ToolSnapshot, { action }: Pick<PolicyDecision, "action">): Tool {
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
    contextTokens: toolTokens(tool),
    policy: action,
  };
}
