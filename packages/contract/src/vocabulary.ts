/** The words of activity and usage, apart from their schemas: pages that only name them load no schema library. */

/** Where a call came from. */
export const vias = ["mcp", "code", "workflow", "dashboard", "cli", "sdk"] as const;

/** How a call ended. */
export const outcomes = [
  "ok",
  "tool_error",
  "error",
  "refused",
  "timed_out",
  "cancelled",
  "interrupted",
] as const;

/** What usage can be grouped by. */
export const usageDimensions = ["tool", "connection", "client", "user", "via"] as const;

/** How a session's client speaks: the MCP revisions up to 2025-11-25, those since, or not MCP at all (dashboard, CLI, SDK). */
export const sessionEras = ["legacy", "modern", "none"] as const;
