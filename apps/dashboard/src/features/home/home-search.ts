import { mcpClients } from "@patchops/contract";
import { searchChoice, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the home page holds. */
export const homeSearch = searchSchema({
  /** The tab of the second card. */
  client: searchChoice(mcpClients),
  /** Whether its snippet holds a key; without it, that depends on how this page is reached. */
  auth: searchChoice(["key", "sign_in"]),
  /** The slug of the profile that its snippet points at; without it, `/mcp`. */
  profile: searchText,
  /** The connection whose report stands in the first card. */
  report: searchText,
});
