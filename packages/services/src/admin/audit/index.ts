export { exportAudit } from "./export.ts";
export { listAudit } from "./list.ts";
export { auditState, verifyAuditNow } from "./verification.ts";
