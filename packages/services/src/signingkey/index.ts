export { createSigningRing, type SigningRing } from "./create-ring.ts";
export { followSigningKeys } from "./follow.ts";
export { renewSigningKeys } from "./renew.ts";
export { rotateSigningKeys, rotateSigningKeysAsOperator } from "./rotate.ts";
export { settleSigningKeys } from "./settle.ts";
export { listSigningKeys, readSigningKeyStates } from "./states.ts";
export {
  firstSigningKeys,
  readStoredKeys,
  type StoredSigningKey,
  signingKeysFact,
  storeKeys,
} from "./stored-keys.ts";
