import type { AuditFilters } from "@patchops/contract";
import { resolveRange } from "../../url-state/range.ts";
import { searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of an audit page holds. */
export const auditSearch = searchSchema({
  /** A preset or two times; without it all time. */
  range: searchText,
  actor: searchText,
  action: searchText,
  target: searchText,
  /** The entry whose panel is open. */
  open: searchText,
});
export type AuditSearch = ReturnType<typeof auditSearch>;

/** The address as filters of a query. A range that is not understood narrows nothing. */
export function auditFiltersOf(search: AuditSearch, nowMs: number): Omit<AuditFilters, "scope"> {
  const { range, actor, action, target } = search;
  return {
    ...(range && resolveRange(range, nowMs)),
    ...(actor && { actor }),
    ...(action && { action }),
    ...(target && { target }),
  };
}
