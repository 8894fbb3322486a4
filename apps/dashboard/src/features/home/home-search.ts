import { mcpClients } from "@patchops/contract";
import { searchChoice, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the home page holds. */
export const homeSearch = searchSchema({
  /** The tab of the second card. */
  client: searchChoice(mcpClients),
  /** The connection whose report stands in the first card. */
  report: searchText,
});
