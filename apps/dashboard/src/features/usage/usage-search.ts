import { outcomes, usageDimensions, vias } from "@patchops/contract";
import { searchChoice, searchFlag, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the usage page holds. */
export const usageSearch = searchSchema({
  range: searchText,
  by: searchChoice(usageDimensions),
  connection: searchText,
  tool: searchText,
  client: searchText,
  user: searchText,
  provider: searchText,
  /** The id of an API key. */
  key: searchText,
  via: searchChoice(vias),
  outcome: searchChoice(outcomes),
  errorCode: searchText,
  failed: searchFlag,
  /** Of the bars; without it, the range decides. */
  interval: searchChoice(["hour", "day"]),
  /** Whether the range before is drawn beside it. */
  compare: searchFlag,
  /** Whether all errors are listed, not the most frequent alone. */
  errors: searchChoice(["all"]),
  /** Charts as tables. */
  view: searchChoice(["table"]),
  sort: searchText,
});
export type UsageSearch = ReturnType<typeof usageSearch>;
