import { noneFilter, type UsageDimension, vias } from "@patchops/contract";
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

/** The filter that leaves only the calls of a breakdown's key. A tool's key is `<connection>.<tool>`; slugs hold no dot. */
export function filterOfKey(
  dimension: UsageDimension,
  key: string,
): Partial<Record<UsageDimension, string>> | undefined {
  if (key === "other") return undefined;
  // What names no tool of ours has no connection.
  if (key === "unknown") return { [dimension === "tool" ? "connection" : dimension]: noneFilter };
  if (dimension !== "tool") return { [dimension]: key };
  const dot = key.indexOf(".");
  return { connection: key.slice(0, dot), tool: key.slice(dot + 1) };
}

/** The same as filters of activity. */
export function rowsOfKey(dimension: UsageDimension, key: string) {
  const { via: _via, ...filter } = filterOfKey(dimension, key) ?? {};
  const via = dimension === "via" ? vias.find((entry) => entry === key) : undefined;
  return { ...filter, ...(via && { via }) };
}

const unknownLabels: Record<UsageDimension, string> = {
  tool: "No tool of ours",
  connection: "No tool of ours",
  provider: "No provider",
  client: "No client named",
  key: "No API key",
  user: "Nobody",
  via: "Unknown",
};

/** What stands for a key on charts and in the table. */
export function keyLabel(dimension: UsageDimension, key: string, label: string | undefined): string {
  if (key === "other") return "Other";
  if (key === "unknown") {
    return unknownLabels[dimension];
  }
  if (dimension === "via") return Object.entries(viaLabels).find(([via]) => via === key)?.[1] ?? key;
  return label ?? key;
}

/** The filters of the address, without what only this page knows: what activity needs to show the same calls. */
export function sharedFilters(search: UsageSearch) {
  const { by: _by, view: _view, sort: _sort, ...rest } = search;
  const { interval: _interval, compare: _compare, errors: _errors, ...filters } = rest;
  return { ...filters, range: search.range ?? "7d" };
}
