export { addPasskey, startPasskey } from "./add.ts";
export { listPasskeys } from "./list.ts";
export { logInByPasskey, startPasskeyLogin } from "./log-in.ts";
export { passkeyUrl } from "./party.ts";
export { proveByPasskey, startPasskeyProof } from "./prove.ts";
export { removePasskey } from "./remove.ts";
export { renamePasskey } from "./rename.ts";
