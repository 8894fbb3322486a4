import { z } from "zod";
import { searchChoice, searchList, searchText } from "../../url-state/search-schema.ts";

/** What the address of the list holds. */
export const connectionsSearch = z.object({ search: searchText, sort: searchText });

/** `report` names the connections whose reports stand on the page, so that a reload keeps them. */
export const newConnectionSearch = z.object({ url: searchText, report: searchList });

/** Without `tab` it is the overview. */
export const connectionSearch = z.object({
  tab: searchChoice(["overview", "tools", "activity", "credentials", "settings"]),
});
