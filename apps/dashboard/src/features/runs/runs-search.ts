import { executionStatuses, executionVias } from "@patchops/contract";
import { searchChoice, searchFlag, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the list of runs holds. */
export const runsSearch = searchSchema({
  /** A preset or two times; without it all time. */
  range: searchText,
  status: searchChoice(executionStatuses),
  failed: searchFlag,
  via: searchChoice(executionVias),
  user: searchText,
  client: searchText,
  snippet: searchText,
  /** The prompt session. */
  session: searchText,
  /** Words of the source. */
  q: searchText,
});
export type RunsSearch = ReturnType<typeof runsSearch>;
