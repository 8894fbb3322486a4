export { createProfile } from "./create.ts";
export { type EnteredEndpoint, enterProfile } from "./enter.ts";
export { findProfile } from "./find.ts";
export { getProfile, listProfiles } from "./list.ts";
export { removeProfile } from "./remove.ts";
export { updateProfile } from "./update.ts";
