import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseError } from "../database-error.ts";
import { type Account, isReachable } from "./account.ts";
import { findBinaries } from "./find-binaries.ts";

/**
 * The directory of the Postgres binaries for this account. Where the installed ones are closed to it (a clone under
 * root's home), a copy of this version is made once in a place that only root can write to and everyone can read.
 */
export async function reachableBinaries(
  account: Account | undefined,
  { nativeDir, version } = findBinaries(),
  cacheDirs = defaultCacheDirs(),
): Promise<string> {
  if (account === undefined || (await isReachable(account, "program", join(nativeDir, "bin", "postgres")))) {
    return nativeDir;
  }
  let lastError: unknown;
  for (const cacheDir of cacheDirs) {
    const copy = join(cacheDir, `patchops-postgres-${version}`);
    try {
      if (!(await isOurCopy(copy, nativeDir))) await makeCopy(nativeDir, cacheDir, copy);
      if (await isReachable(account, "program", join(copy, "bin", "postgres"))) return copy;
    } catch (error) {
      lastError = error;
    }
  }
  throw new DatabaseError(
    "postgres_start_failed",
    `Postgres cannot run as root, and the account in its place cannot reach ${nativeDir}.`,
    "Start PatchOps as a normal user, move it out of root's home (to /opt), or set DATABASE_URL.",
    lastError,
  );
}

/** /tmp is second: cleaners take old files away from it. */
function defaultCacheDirs(): string[] {
  return ["/var/cache", tmpdir(), "/tmp"];
}

/** Whether a complete copy stands there that nobody but root could have written. */
async function isOurCopy(copy: string, original: string): Promise<boolean> {
  const found = await lstat(copy).catch(() => undefined);
  if (found === undefined || !found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0)
    return false;
  const [here, there] = await Promise.all([copy, original].map((dir) => readdir(dir, { recursive: true })));
  const names = new Set(here);
  return there?.every((name) => names.has(name)) === true;
}

async function makeCopy(nativeDir: string, cacheDir: string, copy: string): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const unfinished = await mkdtemp(`${copy}.`);
  try {
    await cp(nativeDir, unfinished, { recursive: true, verbatimSymlinks: true });
    await openToReaders(unfinished);
    // Fails when something stands there: the copy of a start that was faster, or one that is not to be trusted.
    if (await moveTo(unfinished, copy)) return;
    if (await isOurCopy(copy, nativeDir)) return;
    await moveTo(copy, `${unfinished}.old`);
    await rm(`${unfinished}.old`, { recursive: true, force: true });
    await moveTo(unfinished, copy);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Whatever the umask of the install was. */
async function openToReaders(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const isExecutable = entry.isDirectory() || ((await lstat(path)).mode & 0o100) !== 0;
    await chmod(path, isExecutable ? 0o755 : 0o644);
  }
}

async function moveTo(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}
