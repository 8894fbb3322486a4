import { searchChoice, searchList, searchSchema, searchText } from "../../url-state/search-schema.ts";

/** What the address of the list holds. */
export const connectionsSearch = searchSchema({ search: searchText, sort: searchText });

/** `report` names the connections whose reports stand on the page, so that a reload keeps them. */
export const newConnectionSearch = searchSchema({ url: searchText, report: searchList });

/** Without `tab` it is the overview. */
export const connectionSearch = searchSchema({
  tab: searchChoice(["overview", "tools", "review", "activity", "credentials", "settings"]),
});
