export { beginImpersonation } from "./begin.ts";
export { endImpersonation } from "./end.ts";
export { noteRefused } from "./note-refused.ts";
export { noteSeen } from "./note-seen.ts";
