import { searchChoice, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the tools page holds. */
export const toolsSearch = searchSchema({
  search: searchText,
  /** By what the tool says of itself. */
  kind: searchChoice(["read_only", "destructive"]),
  connection: searchText,
  /** The slug of a profile: its tools alone, under their names there. */
  profile: searchText,
  /** The exposed name of the open tool. */
  tool: searchText,
  tab: searchChoice(["access", "run"]),
  /** A call whose arguments fill the form of the Run tab. */
  from: searchText,
});
export type ToolsSearch = ReturnType<typeof toolsSearch>;

/** What the address of "Why missing?" holds: a tool, and the client that is asked about. */
export const whySearch = searchSchema({
  tool: searchText,
  key: searchText,
  app: searchText,
  profile: searchText,
});
