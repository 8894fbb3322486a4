export { type AuditActor, auditActor, recordAudit } from "./record.ts";
