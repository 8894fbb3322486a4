import { AppError } from "@patchops/contract";
import type { InstanceKey } from "./instance-key.ts";
import type { BackupManifest } from "./manifest.ts";

/** Refuses (`conflict`) a backup whose stored secrets the restored instance could not open. */
export function requireKey(manifest: BackupManifest, current: InstanceKey): void {
  if ([current.id, ...(current.otherIds ?? [])].includes(manifest.masterKeyId)) return;
  if (manifest.holdsMasterKey) {
    if (current.file !== null) return;
    throw new AppError(
      "conflict",
      "PATCHOPS_MASTER_KEY of this server is not the key that the backup's secrets are encrypted with.",
      { next: "Start the server without PATCHOPS_MASTER_KEY: the backup holds its own key." },
    );
  }
  throw new AppError(
    "conflict",
    `The backup's secrets are encrypted with the master key ${manifest.masterKeyId}, which it does not hold; this server has another one.`,
    { next: "Start the server with PATCHOPS_MASTER_KEY set to the key that the instance had, then restore." },
  );
}
