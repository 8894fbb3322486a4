export { memberHoldings } from "./holdings.ts";
export { leaveOrganization } from "./leave.ts";
export { listMembers } from "./list.ts";
export { passOnMembership } from "./pass-on.ts";
export { removeMember } from "./remove.ts";
export { setMemberBudget } from "./set-budget.ts";
export { setMemberRole } from "./set-role.ts";
export { transferOrganization } from "./transfer.ts";
