import type { Context } from "../context.ts";
import { searchTools } from "./search.ts";
import { searchWorkflows } from "./search-workflows.ts";

/** A tool as a program's author looks for it. */
export interface ToolSummary {
  /** Under which clients see it where they are given a list. */
  name: string;
  /** How a program calls it. */
  path: string;
  /** The server's own words, whole. */
  description: string;
}

/** `searchTools` and the workflows that fit, with what a program needs of each: one of those may do it all. */
export async function searchForCode(
  context: Context,
  asked: { query: string; limit: number },
): Promise<ToolSummary[]> {
  const found = await searchTools(context, asked);
  const workflows = await searchWorkflows(context, asked);
  const called = workflows.map(({ name, definition }) => ({
    name,
    path: `workflows.run(${JSON.stringify(name)}, input)`,
    description: String(definition.description),
  }));
  const tools = found.map(({ exposedName, connection, codeName, definition: { description } }) => ({
    name: exposedName,
    path: `tools.${connection.codeName}.${codeName}`,
    description: typeof description === "string" ? description : "",
  }));
  return [...called, ...tools].slice(0, asked.limit);
}
