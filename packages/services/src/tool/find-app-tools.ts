import type { ToolSnapshot } from "../connection/index.ts";
import { appUri } from "../offer/index.ts";

/**
 * The tools that the page of an MCP App may mean by a name: pages know their server's own names, and hosts pass their calls on as
 * they are, without a word of where they come from (ext-apps, 2026-01-26: standard messages). Of servers with such pages only.
 */
export function findAppTools(tools: Iterable<ToolSnapshot>, originalName: string): ToolSnapshot[] {
  const all = [...tools];
  const meant = all.filter((tool) => tool.originalName === originalName && isForApps(tool));
  return meant.filter(({ connection }) =>
    all.some((tool) => tool.connection.id === connection.id && appUri(tool.definition) !== undefined),
  );
}

/** Unless its server says otherwise, a tool is for models and pages alike. */
function isForApps({ definition }: ToolSnapshot): boolean {
  const { ui } = (definition._meta ?? {}) as { ui?: { visibility?: unknown } };
  return !Array.isArray(ui?.visibility) || ui.visibility.includes("app");
}
