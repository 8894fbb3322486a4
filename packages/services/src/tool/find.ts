import { AppError } from "@patchops/contract";
import {
  lookUpConnection,
  type OrganizationSnapshot,
  type ProfileSnapshot,
  type ToolSnapshot,
} from "../connection/index.ts";
import { findAppTools } from "./find-app-tools.ts";

/** How a caller names a tool: by its exposed name, or by connection and original (or identifier) name. */
export type ToolName = { name: string } | { connection: string; tool: string };

/** The name of `names` that is nearest to `wanted`, if any is near enough to be a slip of the hand. */
export function nearest(wanted: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? limit) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? limit) + 1, (current[j - 1] ?? limit) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? limit;
}

function unknownTool(
  wanted: string,
  names: Iterable<string>,
  { rivals = [], isWorkflow = false }: { rivals?: readonly string[]; isWorkflow?: boolean } = {},
): AppError {
  const near = nearest(wanted, names);
  if (rivals.length > 0) {
    return new AppError(
      "unknown_tool",
      `Several servers have a tool ${JSON.stringify(wanted.slice(0, 80))}.`,
      {
        sent: false,
        next: `Say which: ${rivals.slice(0, 5).join(", ")}. Or connect its server alone, at /mcp/c/<connection>.`,
      },
    );
  }
  if (isWorkflow) {
    return new AppError("unknown_tool", `${wanted} is a workflow, which clients see as a tool.`, {
      sent: false,
      next: `Run it: patchops workflows run ${wanted}`,
    });
  }
  return new AppError("unknown_tool", `There is no tool named ${JSON.stringify(wanted.slice(0, 80))}.`, {
    sent: false,
    next: near === undefined ? "List them with: patchops tools list" : `Did you mean ${near}?`,
  });
}

function unlookUpConnection(
  snapshot: OrganizationSnapshot,
  wanted: string,
  profile: ProfileSnapshot | null,
): AppError {
  const inside = profile && new Set([...profile.tools.values()].map(({ connection }) => connection.id));
  const known = [...snapshot.connectionsByCodeName]
    .filter(([, { id }]) => inside?.has(id) ?? true)
    .map(([codeName]) => codeName);
  const near = nearest(wanted, known);
  const list = known.slice(0, 5).join(", ") + (known.length > 5 ? ", …" : "");
  const next =
    known.length === 0
      ? "There is none yet: add one under Connections, or with patchops connections add."
      : near === undefined
        ? `There are: ${list}.`
        : `Did you mean ${near}?`;
  const message = `There is no connection named ${JSON.stringify(wanted.slice(0, 80))}.`;
  return new AppError("not_found", message, { sent: false, next });
}

/**
 * The tool behind a name, in a profile or among all; by its original name where an MCP App may have said it. Throws `unknown_tool` or, for an
 * unknown connection, `not_found`.
 */
export function findTool(
  snapshot: OrganizationSnapshot,
  wanted: ToolName,
  profile: ProfileSnapshot | null = null,
): ToolSnapshot {
  if ("name" in wanted) {
    const named = profile?.tools ?? snapshot.tools;
    const tool = named.get(wanted.name);
    if (tool) return tool;
    const [ofApp, ...others] = findAppTools(named.values(), wanted.name);
    if (ofApp && others.length === 0) return ofApp;
    const rivals = [...named]
      .filter(([, rival]) => rival === ofApp || others.includes(rival))
      .map(([name]) => name);
    // Who is held to a profile finds that profile's workflows among its tools, and hears nothing of others.
    const isWorkflow = profile === null && snapshot.workflows.has(wanted.name);
    throw unknownTool(wanted.name, named.keys(), { rivals, isWorkflow });
  }
  const connection = lookUpConnection(snapshot, wanted.connection);
  if (!connection) throw unlookUpConnection(snapshot, wanted.connection, profile);
  const tools = snapshot.toolsByConnection.get(connection.id) ?? [];
  // What the types say comes first: a name is another tool's as well only where that tool came later.
  const known =
    tools.find((candidate) => candidate.codeName === wanted.tool) ??
    tools.find((candidate) => candidate.originalName === wanted.tool);
  const tool = profile === null || !known ? known : profile.toolsById.get(known.id);
  if (!tool)
    throw unknownTool(
      wanted.tool,
      tools.filter(({ id }) => profile?.toolsById.has(id) ?? true).map((candidate) => candidate.originalName),
    );
  return tool;
}
