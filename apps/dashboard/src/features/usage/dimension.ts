import { type UsageDimension, vias } from "@patchops/contract";
import { viaLabels } from "../activity/via-labels.ts";
import type { UsageSearch } from "./usage-search.ts";

export const dimensionLabels: Record<UsageDimension, string> = {
  tool: "Tool",
  connection: "Connection",
  provider: "Provider",
  client: "Client",
  key: "API key",
  user: "User",
  via: "Via",
};

/** Keys that stand for no one thing, and so cannot be filtered by. */
const nobody = new Set(["other", "unknown"]);

/** The filter that leaves only the calls of a breakdown's key. A tool's key is `<connection>.<tool>`; slugs hold no dot. */
export function filterOfKey(
  dimension: UsageDimension,
  key: string,
): Partial<Record<UsageDimension, string>> | undefined {
  if (nobody.has(key)) return undefined;
  if (dimension !== "tool") return { [dimension]: key };
  const dot = key.indexOf(".");
  return { connection: key.slice(0, dot), tool: key.slice(dot + 1) };
}

/** The filters of activity that show a key's calls. What named no tool of ours was refused; other unknowns have no filter. */
export function rowsOfKey(dimension: UsageDimension, key: string) {
  if (key === "unknown" && (dimension === "tool" || dimension === "connection")) {
    return { outcome: "refused" as const };
  }
  const { via: _via, ...filter } = filterOfKey(dimension, key) ?? {};
  const via = dimension === "via" ? vias.find((entry) => entry === key) : undefined;
  return { ...filter, ...(via && { via }) };
}

/** What stands for a key on charts and in the table. */
export function keyLabel(dimension: UsageDimension, key: string, label: string | undefined): string {
  if (key === "other") return "Other";
  if (key === "unknown") {
    return dimension === "client" ? "No client named" : dimension === "key" ? "No API key" : "Unknown";
  }
  if (dimension === "via") return Object.entries(viaLabels).find(([via]) => via === key)?.[1] ?? key;
  return label ?? key;
}

/** The filters of the address, without what only this page knows: what activity needs to show the same calls. */
export function sharedFilters(search: UsageSearch) {
  const { by: _by, view: _view, sort: _sort, ...filters } = search;
  return { ...filters, range: search.range ?? "7d" };
}
