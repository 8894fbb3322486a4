import type { JsonObject } from "@patchops/protocol";
import { defaultSearchLimit, maxSearchLimit } from "./search-limit.ts";

/** The tool that finds others; what comes of a find differs. */
export function searchDefinition(description: string): JsonObject {
  return {
    name: "search_tools",
    title: "Search tools",
    description,
    inputSchema: {
      type: "object",
      properties: {
        query: { type: "string", description: "For example: create an issue in a repository" },
        limit: { type: "integer", minimum: 1, maximum: maxSearchLimit, default: defaultSearchLimit },
      },
      required: ["query"],
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  };
}
