export { acceptInvitation } from "./accept.ts";
export { createInvitation } from "./create.ts";
export { findInvitation, type OpenInvitation } from "./find.ts";
export { joinByInvitation, requireAddress } from "./join.ts";
export { listInvitations } from "./list.ts";
export { previewInvitation } from "./preview.ts";
export { resendInvitation } from "./resend.ts";
export { revokeInvitation } from "./revoke.ts";
export { type InvitationPlace, readInvitationToken } from "./token.ts";
