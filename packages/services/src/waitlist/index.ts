export { inviteAsOperator, inviteFromWaitlist } from "./invite.ts";
export { isInvitedFromWaitlist, leaveWaitlist } from "./invited.ts";
export { joinWaitlist } from "./join.ts";
export { listWaitlist, listWaitlistAsOperator } from "./list.ts";
export { waitlistPlace } from "./position.ts";
export { withdrawFromWaitlist } from "./withdraw.ts";
