export { getCodeSettings, setCodeSettings } from "./code-settings.ts";
export { createOrganizationFor } from "./create.ts";
export { createOrganization } from "./create-own.ts";
export { listOrganizations } from "./list.ts";
export { renameOrganization } from "./rename.ts";
export { switchOrganization } from "./switch.ts";
export { findMemberships } from "./system/find-memberships.ts";
