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
  failed: searchFlag,
  /** Charts as tables. */
  view: searchChoice(["table"]),
  sort: searchText,
});
export type UsageSearch = ReturnType<typeof usageSearch>;
