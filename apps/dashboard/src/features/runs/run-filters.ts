import type { ListExecutionsInput } from "@patchops/contract";
import { isId } from "../../url-state/is-id.ts";
import { resolveRange } from "../../url-state/range.ts";
import type { RunsSearch } from "./runs-search.ts";

/** The address as filters of a query. A range that is not understood, or an id that is none, narrows nothing. */
export function runFiltersOf(search: RunsSearch, nowMs: number): ListExecutionsInput {
  const { range, status, failed, via, user, client, snippet, session, q } = search;
  return {
    ...(range && resolveRange(range, nowMs)),
    ...(status && { status }),
    ...(failed && { failed }),
    ...(via && { via }),
    ...(user && { user }),
    ...(client && { client }),
    ...(snippet && { snippet }),
    ...(isId(session) && { promptSession: session }),
    ...(q && { search: q.slice(0, 200) }),
  };
}
