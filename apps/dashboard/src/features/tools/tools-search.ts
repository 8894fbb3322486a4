import { searchChoice, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the tools page holds. */
export const toolsSearch = searchSchema({
  search: searchText,
  /** By what the tool says of itself. */
  kind: searchChoice(["read_only", "destructive"]),
  connection: searchText,
  /** The exposed name of the open tool. */
  tool: searchText,
  tab: searchChoice(["run"]),
  /** A call whose arguments fill the form of the Run tab. */
  from: searchText,
});
export type ToolsSearch = ReturnType<typeof toolsSearch>;
