export { liftAsOperator, liftSuspension } from "./lift.ts";
export { listUsers, listUsersAsOperator } from "./list-users.ts";
export { settleAppeal } from "./settle-appeal.ts";
export { suspendAccount, suspendAsOperator } from "./suspend.ts";
