export { type ApiKeyParts, createApiKeyText, parseApiKeyPrefix, parseApiKeyText } from "./api-key-text.ts";
export { createToken } from "./create-token.ts";
export { equalConstantTime } from "./equal-constant-time.ts";
export { givenMasterKeys } from "./given-master-keys.ts";
export { hashToken } from "./hash-token.ts";
export {
  deriveKey,
  deriveSecret,
  type MasterKey,
  parseMasterKey,
  readMasterKey,
  readOrCreateMasterKey,
} from "./master-key.ts";
export type { MasterKeys } from "./master-keys.ts";
export { openMasterKeyFiles } from "./open-master-key-files.ts";
export { type DataKey, openVault, type SealPlace, type Vault } from "./open-vault.ts";
export { hashPassword, verifyPassword, verifyPasswordDummy } from "./password.ts";
export { VaultError, type VaultErrorCode } from "./vault-error.ts";
