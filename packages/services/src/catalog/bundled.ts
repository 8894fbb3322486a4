import { type CatalogEntry, catalogEntrySchema } from "@patchops/contract";
import entries from "./entries.json" with { type: "json" };

let parsed: readonly CatalogEntry[] | undefined;

/** The well-known remote MCP servers that come with PatchOps, in the order of their slugs. */
export function bundledEntries(): readonly CatalogEntry[] {
  parsed ??= entries.map((entry) => catalogEntrySchema.parse(entry));
  return parsed;
}
