import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { toolView } from "./view.ts";

/** A connection as programs name it, with how many of its tools the actor is offered. */
export interface OfferedConnection {
  codeName: string;
  tools: number;
}

/** The connections of the actor's view that offer them anything, those with the most tools first. */
export async function offeredConnections(context: Context): Promise<OfferedConnection[]> {
  requireAccess(context, "tool.list");
  const { tools, offers } = await toolView(context);
  const counts = new Map<string, number>();
  for (const tool of tools.values()) {
    if (!offers(tool)) continue;
    const { codeName } = tool.connection;
    counts.set(codeName, (counts.get(codeName) ?? 0) + 1);
  }
  return [...counts]
    .map(([codeName, count]) => ({ codeName, tools: count }))
    .sort((a, b) => b.tools - a.tools || (a.codeName < b.codeName ? -1 : 1));
}
