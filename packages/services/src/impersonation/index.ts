export { beginImpersonation } from "./begin.ts";
export { endImpersonation } from "./end.ts";
export { noteSeen } from "./note-seen.ts";
