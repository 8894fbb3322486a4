export { createScimUser } from "./create.ts";
export { getScimUser, listScimUsers, type ScimList } from "./list.ts";
export { removeScimUser } from "./remove.ts";
export { isId, type ScimUser } from "./scim-user.ts";
export { patchScimUser, replaceScimUser, type UserChange } from "./update.ts";
