export { changeMasterKey, dropOldKeys, readMasterKey } from "./change.ts";
export { instanceSecretFact, masterKeyFact, readRotation } from "./key-facts.ts";
export { removeOldKeys } from "./remove-old-keys.ts";
export { resumeRotation, rotateMasterKey } from "./rotate.ts";
export { masterKeyStatus } from "./status.ts";
export { countDataKeys } from "./system/count-data-keys.ts";
