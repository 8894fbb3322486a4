export { auditState, exportAudit, listAudit, verifyAuditNow } from "./audit/index.ts";
export {
  type BackupManifest,
  type CheckedBackup,
  checkBackup,
  finishRestore,
  type InstanceKey,
  recordRestore,
  requireKey,
  restoreBackup,
  restoreFolder,
  sendRestoredJobs,
  writeBackup,
} from "./backup/index.ts";
export { createAccountAsOperator } from "./create-account.ts";
export { findSubject } from "./find/index.ts";
export { grantAdmin } from "./grant-admin.ts";
export { listLeases, settleLeases } from "./lost-leases.ts";
export {
  countDataKeys,
  instanceSecretFact,
  masterKeyFact,
  masterKeyStatus,
  removeOldKeys,
  resumeRotation,
  rotateMasterKey,
} from "./master-key/index.ts";
export { operator } from "./operator.ts";
export {
  liftAsOperator,
  liftSuspension,
  listUsers,
  listUsersAsOperator,
  settleAppeal,
  suspendAccount,
  suspendAsOperator,
} from "./people/index.ts";
export { recordRefusedAttempt } from "./record-refused-attempt.ts";
export { resetPassword } from "./reset-password.ts";
export { instanceContents } from "./system/instance-contents.ts";
