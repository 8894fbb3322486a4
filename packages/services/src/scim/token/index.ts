export { createScimToken } from "./create.ts";
export { resolveScimToken } from "./resolve.ts";
export { revokeScimToken } from "./revoke.ts";
