export { type AuditActor, type AuditFact, auditActor, recordAudit } from "./record.ts";
