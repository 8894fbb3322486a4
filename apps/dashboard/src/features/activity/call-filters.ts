import { type CallFilters, noneFilter } from "@patchops/contract";
import { isId } from "../../url-state/is-id.ts";
import { resolveRange } from "../../url-state/range.ts";
import type { ActivitySearch } from "./activity-search.ts";

/** The address as filters of a query. A range that is not understood, or an id that is none, narrows nothing. */
export function callFiltersOf(search: ActivitySearch, nowMs: number): CallFilters {
  const { range, connection, tool, client, user, provider, key, via, outcome, errorCode, failed } = search;
  const { execution, session } = search;
  return {
    ...(range && resolveRange(range, nowMs)),
    ...(connection && { connection }),
    ...(tool && { tool }),
    ...(client && { client }),
    ...(user && { user }),
    ...(provider && { provider }),
    ...((key === noneFilter || isId(key)) && { key }),
    ...(via && { via }),
    ...(outcome && { outcome }),
    ...(errorCode && { errorCode }),
    ...(failed && { failed }),
    ...(isId(execution) && { execution }),
    ...(isId(session) && { promptSession: session }),
  };
}
