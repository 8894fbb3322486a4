import type { Context } from "../context.ts";
import { searchTools } from "./search.ts";

/** A tool as a program's author looks for it. */
export interface ToolSummary {
  /** Under which clients see it where they are given a list. */
  name: string;
  /** How a program calls it. */
  path: string;
  /** The server's own words, whole. */
  description: string;
}

/** `searchTools`, with what a program needs of each. */
export async function searchForCode(
  context: Context,
  asked: { query: string; limit: number },
): Promise<ToolSummary[]> {
  const found = await searchTools(context, asked);
  return found.map(({ exposedName, connection, codeName, definition: { description } }) => ({
    name: exposedName,
    path: `tools.${connection.codeName}.${codeName}`,
    description: typeof description === "string" ? description : "",
  }));
}
