export { getCodeSettings, setCodeSettings } from "./code-settings.ts";
export { createOrganizationFor } from "./create.ts";
export { renameOrganization } from "./rename.ts";
