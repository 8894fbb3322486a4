import type { CallFilters } from "@patchops/contract";

/** Whether there are filters besides these. */
export function hasFilters(filters: CallFilters, known: readonly (keyof CallFilters)[]): boolean {
  return Object.entries(filters).some(
    ([name, value]) => value !== undefined && value !== false && !known.some((filter) => filter === name),
  );
}
