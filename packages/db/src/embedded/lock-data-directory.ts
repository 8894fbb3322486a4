import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DatabaseError } from "../database-error.ts";
import { isProcessAlive } from "./postmaster.ts";

export interface DataDirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes the data directory for this process. A lock whose process was killed is taken over: it is known by its process
 * id and, on Linux, by when that process began. Throws `data_directory_in_use` while another PatchOps holds it.
 */
export async function lockDataDirectory(dataDir: string): Promise<DataDirectoryLock> {
  const lockFile = join(resolve(dataDir), "server.lock");
  const ownFile = `${lockFile}.${randomUUID()}`;
  const own = `${process.pid} ${await processStart(process.pid)} ${randomUUID()}\n`;
  try {
    await mkdir(resolve(dataDir), { recursive: true, mode: 0o700 });
    await writeFile(ownFile, own, { mode: 0o600 });
  } catch (error) {
    throw new DatabaseError(
      "data_directory_not_writable",
      `The data directory ${dataDir} cannot be written to.`,
      "Give this account the right to write there, or choose another PATCHOPS_DATA_DIR.",
      error,
    );
  }
  try {
    while (!(await linkTo(ownFile, lockFile))) await clearStaleLock(lockFile, dataDir);
  } finally {
    await rm(ownFile, { force: true });
  }
  return {
    async release() {
      if ((await readLock(lockFile)) === own) await rm(lockFile, { force: true });
    },
  };
}

/** Whether the lock was free: a hard link is made whole or not at all. */
async function linkTo(ownFile: string, lockFile: string): Promise<boolean> {
  try {
    await link(ownFile, lockFile);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Throws when the holder lives. Else moves its lock away, and back again if it was a fresh one of a faster start. */
async function clearStaleLock(lockFile: string, dataDir: string): Promise<void> {
  const seen = await readLock(lockFile);
  if (seen === undefined) return;
  const [pid = "", start = ""] = seen.split(" ");
  if (isProcessAlive(Number(pid)) && (await processStart(Number(pid))) === start) {
    throw new DatabaseError(
      "data_directory_in_use",
      `The data directory ${dataDir} is in use by another PatchOps (process ${pid}).`,
      "Stop that one first, or start this one on a directory of its own: PATCHOPS_DATA_DIR=.patchops-2 npm start",
    );
  }
  const aside = `${lockFile}.${randomUUID()}`;
  if (
    !(await rename(lockFile, aside).then(
      () => true,
      () => false,
    ))
  )
    return;
  if ((await readLock(aside)) !== seen) await linkTo(aside, lockFile);
  await rm(aside, { force: true });
}

async function readLock(lockFile: string): Promise<string | undefined> {
  return readFile(lockFile, "utf8").catch(() => undefined);
}

/** When the process began, in the kernel's ticks since boot (proc(5), field 22 of `stat`); "-" where that is unknown. */
async function processStart(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field, the program's name in parentheses, may hold spaces.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
}
