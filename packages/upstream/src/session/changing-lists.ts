import type { ChangingList } from "./session.ts";

/** Notifications that say which list has changed; the same in both eras. */
export const changingLists: Readonly<Record<string, ChangingList>> = {
  "notifications/tools/list_changed": "tools",
  "notifications/prompts/list_changed": "prompts",
  "notifications/resources/list_changed": "resources",
};
