import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/** The processes that work in a directory: of a stopped instance none may be left. */
export async function processesIn(dataDir: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const worksIn = await readlink(`/proc/${pid}/cwd`).catch(() => "");
      return worksIn.startsWith(dataDir) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** Of the embedded database of an instance. */
export async function postmasterPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
}
