export { createApiKey } from "./create.ts";
export { insertApiKey } from "./insert.ts";
export { apiKeyChannel } from "./key-cache.ts";
export { listApiKeys } from "./list.ts";
export { resolveApiKey } from "./resolve.ts";
export { revokeApiKey } from "./revoke.ts";
export { revokeKeysOfProfile } from "./revoke-of-profile.ts";
export { revokeKeysOfUser } from "./revoke-of-user.ts";
