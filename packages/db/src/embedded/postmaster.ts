import { readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";

/** What a running (or killed) Postgres wrote of itself. */
export interface Postmaster {
  pid: number;
  /** 0 while it is not written yet. */
  port: number;
}

/** Reads `postmaster.pid` (its lines: pid, directory, start time, port, …); undefined when there is none. */
export async function readPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const content = await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch(() => undefined);
  if (content === undefined) return undefined;
  const lines = content.split("\n");
  return { pid: Number(lines[0] ?? 0), port: Number(lines[3] ?? 0) };
}

/**
 * `running`: the process lives and works in this directory. `gone`: no such process. `replaced`: the id belongs to
 * another program by now, as after a restart of the machine or the container.
 */
export async function postmasterState(
  { pid }: Postmaster,
  clusterDir: string,
): Promise<"running" | "gone" | "replaced"> {
  if (!isProcessAlive(pid)) return "gone";
  if (process.platform !== "linux") return "running";
  try {
    const [worksIn, cluster] = await Promise.all([readlink(`/proc/${pid}/cwd`), realpath(clusterDir)]);
    return worksIn === cluster ? "running" : "replaced";
  } catch {
    // A zombie, or gone this instant; or another account's, whose login then decides.
    return (await isZombie(pid)) ? "gone" : "running";
  }
}

async function isZombie(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat === undefined || /\) [ZX] /.test(stat);
}

/** Whether a process has this id. A process of someone else counts. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
