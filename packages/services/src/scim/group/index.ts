export { createScimGroup, patchScimGroup, removeScimGroup, replaceScimGroup } from "./change.ts";
export { getScimGroup, listScimGroups } from "./list.ts";
export type { ScimGroup } from "./scim-group.ts";
