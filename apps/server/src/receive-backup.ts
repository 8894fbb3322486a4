import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { AppError } from "@patchops/contract";
import { type CheckedBackup, checkBackup, restoreFolder } from "@patchops/services";

/** Takes a backup into the data directory and reads it to its end; nothing else is touched. */
export async function receiveBackup(request: IncomingMessage, dataDir: string): Promise<CheckedBackup> {
  const folder = restoreFolder(dataDir);
  await folder.begin();
  try {
    await pipeline(request, createWriteStream(folder.upload, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOSPC" && code !== "EDQUOT") throw error;
    throw new AppError("unavailable", "The disk of the data directory has no room for the backup.", {
      next: "Free some space there, then restore again. Nothing was changed.",
      cause: error,
    });
  }
  return checkBackup(folder.upload);
}
