export { insertEntries } from "./insert-entries.ts";
export { type AuditActor, type AuditFact, auditActor, recordAudit } from "./record.ts";
export { startAuditChaining } from "./start-chaining.ts";
export { dropOldEntries } from "./system/drop-old-entries.ts";
export { instanceOperator } from "./system/instance-operator.ts";
export { resignHeads } from "./system/resign-heads.ts";
export { verifyAudit } from "./verify.ts";
