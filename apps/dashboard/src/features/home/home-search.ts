import { searchChoice, searchSchema, searchText } from "../../url-state/search-schema.ts";

export const setupClients = ["claude-code", "cursor", "vscode", "codex", "other"] as const;
export type SetupClient = (typeof setupClients)[number];

/** What the address of the home page holds. */
export const homeSearch = searchSchema({
  /** The tab of the second card. */
  client: searchChoice(setupClients),
  /** The connection whose report stands in the first card. */
  report: searchText,
});
