import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DatabaseError } from "../database-error.ts";
import { dataDirectoryError } from "./data-directory-error.ts";
import { makeDirectory } from "./make-directory.ts";
import { isProcessAlive } from "./postmaster.ts";

export interface DataDirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes the data directory for this process. A lock whose process was killed is taken over: it is known by its process
 * id and, on Linux, by when that process began. Throws `data_directory_in_use` while another PatchOps holds it.
 *
 * The locks are numbered files in `server.lock`; the highest number counts and is never removed, so of all who find its
 * holder gone exactly one makes the next number.
 */
export async function lockDataDirectory(dataDir: string): Promise<DataDirectoryLock> {
  const lockDir = join(resolve(dataDir), "server.lock");
  try {
    await makeDirectory(lockDir);
    for (;;) {
      const number = await takeNext(lockDir, dataDir);
      if (number !== undefined) return { release: () => writeFile(join(lockDir, String(number)), "free\n") };
    }
  } catch (error) {
    throw dataDirectoryError(error, dataDir);
  }
}

/** The number of our lock; undefined when another start was faster, which is then to be looked at. */
async function takeNext(lockDir: string, dataDir: string): Promise<number | undefined> {
  const highest = await highestNumber(lockDir);
  const holder = await readFile(join(lockDir, String(highest)), "utf8").catch(() => "");
  const [pid = "", start = ""] = holder.trim().split(" ");
  if (isProcessAlive(Number(pid)) && (await processStart(Number(pid))) === start) {
    throw new DatabaseError(
      "data_directory_in_use",
      `The data directory ${dataDir} is in use by another PatchOps (process ${pid}).`,
      "Stop that one first, or start this one on a directory of its own: PATCHOPS_DATA_DIR=.patchops-2 npm start",
    );
  }
  const own = highest + 1;
  const ownFile = join(lockDir, String(own));
  const draft = join(lockDir, randomUUID());
  await writeFile(draft, `${process.pid} ${await processStart(process.pid)}\n`, { mode: 0o600 });
  try {
    // Made whole or not at all, unlike a file that is opened and then written.
    await link(draft, ownFile);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  if ((await highestNumber(lockDir)) > own) {
    await rm(ownFile, { force: true });
    return undefined;
  }
  await removeBelow(lockDir, own);
  return own;
}

async function lockNumbers(lockDir: string): Promise<number[]> {
  return (await readdir(lockDir)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function highestNumber(lockDir: string): Promise<number> {
  return Math.max(0, ...(await lockNumbers(lockDir)));
}

async function removeBelow(lockDir: string, own: number): Promise<void> {
  for (const number of await lockNumbers(lockDir)) {
    if (number < own) await rm(join(lockDir, String(number)), { force: true });
  }
}

/** When the process began, in the kernel's ticks since boot (proc(5), field 22 of `stat`); "-" where that is unknown. */
async function processStart(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field, the program's name in parentheses, may hold spaces.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "-";
}
