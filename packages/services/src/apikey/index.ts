export { createApiKey } from "./create.ts";
export { insertApiKey, type NewApiKey } from "./insert.ts";
export type { RefusalReason } from "./key-cache.ts";
export { listApiKeys } from "./list.ts";
export { type ApiKeyResolution, resolveApiKey } from "./resolve.ts";
export { revokeApiKey } from "./revoke.ts";
