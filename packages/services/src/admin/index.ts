export { createAccountAsOperator } from "./create-account.ts";
export { grantAdmin } from "./grant-admin.ts";
export { type AuditPage, listAudit } from "./list-audit.ts";
export { type RefusedRequest, recordRefusedAttempt } from "./record-refused-attempt.ts";
export { resetPassword } from "./reset-password.ts";
