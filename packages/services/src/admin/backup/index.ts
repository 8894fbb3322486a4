export { type CheckedBackup, checkBackup } from "./check-backup.ts";
export { finishRestore } from "./finish-restore.ts";
export type { InstanceKey } from "./instance-key.ts";
export type { BackupManifest } from "./manifest.ts";
export { requireKey } from "./require-key.ts";
export { restoreBackup } from "./restore-backup.ts";
export { restoreFolder } from "./restore-folder.ts";
export { sendRestoredJobs } from "./send-restored-jobs.ts";
export { writeBackup } from "./write-backup.ts";
