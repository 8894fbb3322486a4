import { outcomes, vias } from "@patchops/contract";
import {
  searchChoice,
  searchFlag,
  searchList,
  searchSchema,
  searchText,
} from "../../url-state/search-schema.ts";

/** What the address of the activity page holds. */
export const activitySearch = searchSchema({
  /** A preset or two times; without it all time. */
  range: searchText,
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
  execution: searchText,
  /** The prompt session. */
  session: searchText,
  columns: searchList,
  /** The call whose panel is open. */
  open: searchText,
  /** `off` while someone wants the list to stand still. */
  live: searchChoice(["off"]),
});
export type ActivitySearch = ReturnType<typeof activitySearch>;
