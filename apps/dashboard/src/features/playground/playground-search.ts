import { searchChoice, searchSchema, searchText } from "../../url-state/search-schema.ts";

const playgroundTabs = ["editor", "output", "calls", "types"] as const;

/** What the address of the playground holds. Without a source it is the draft of last time. */
export const playgroundSearch = searchSchema({
  /** A draft of this browser that another page began. */
  draft: searchText,
  /** A program that someone shared. */
  snippet: searchText,
  /** One of the examples. */
  example: searchText,
  /** A recorded call, opened as code. */
  call: searchText,
  /** The run that is shown. */
  execution: searchText,
  /** `editor` only where editor and output share the width of a telephone. */
  tab: searchChoice(playgroundTabs),
  /** The inner call whose arguments and result are shown. */
  inner: searchText,
});
export type PlaygroundSearch = ReturnType<typeof playgroundSearch>;
