export { oneOf, resourceTypes, schemas, serviceProviderConfig } from "./discovery.ts";
export {
  createScimGroup,
  getScimGroup,
  listScimGroups,
  patchScimGroup,
  removeScimGroup,
  replaceScimGroup,
} from "./group/index.ts";
export { presentGroup, presentUser } from "./present.ts";
export { recordScimProblem } from "./record-problem.ts";
export { namesVersion } from "./require-version.ts";
export type { ScimContext } from "./scim-context.ts";
export { getScim, scimBase, setScimGroupRole } from "./settings.ts";
export { createScimToken, resolveScimToken, revokeScimToken } from "./token/index.ts";
export {
  createScimUser,
  getScimUser,
  listScimUsers,
  patchScimUser,
  removeScimUser,
  replaceScimUser,
} from "./user/index.ts";
export { errorMessage } from "./wire/names.ts";
export { listResponse } from "./wire/page.ts";
export { project, readProjection } from "./wire/project.ts";
