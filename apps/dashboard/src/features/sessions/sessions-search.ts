import { sessionEras } from "@patchops/contract";
import { searchChoice, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the list holds. */
export const sessionsSearch = searchSchema({
  client: searchText,
  user: searchText,
  key: searchText,
  era: searchChoice(sessionEras),
  live: searchChoice(["yes", "no"]),
});

/** What the address of one session holds. */
export const sessionSearch = searchSchema({
  /** The id of what is looked at closely. */
  moment: searchText,
  /** The session that stands beside it. */
  compare: searchText,
});
