export { auditState, exportAudit, listAudit, verifyAuditNow } from "./audit/index.ts";
export {
  type BackupFacts,
  type BackupManifest,
  backUp,
  backUpAsOperator,
  type CheckedBackup,
  checkBackup,
  finishRestore,
  type InstanceKey,
  instanceKeyOf,
  listBackups,
  listBackupsAsOperator,
  nightlyBackupCron,
  readBackupFacts,
  recordRestore,
  requireKey,
  restoreBackup,
  restoreFolder,
  runAskedBackup,
  runNightlyBackup,
  sendRestoredJobs,
  writeBackup,
} from "./backup/index.ts";
export { createAccountAsOperator } from "./create-account.ts";
export { findSubject } from "./find/index.ts";
export { grantAdmin } from "./grant-admin.ts";
export { logLines, logLinesAsOperator } from "./log-lines.ts";
export { listLeases, settleLeases } from "./lost-leases.ts";
export {
  changeMasterKey,
  countDataKeys,
  dropOldKeys,
  instanceSecretFact,
  masterKeyFact,
  masterKeyStatus,
  readMasterKey,
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
