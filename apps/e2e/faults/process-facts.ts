import { readdir, readFile, writeFile } from "node:fs/promises";

async function statusMiB(pid: number, field: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Resident memory of a process in MiB. */
export async function residentMiB(pid: number): Promise<number> {
  return statusMiB(pid, "VmRSS");
}

/** A process and all that it started, directly or not. */
export async function processTree(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0));
  }
  const tree = [pid];
  for (const member of tree) for (const [child, parent] of parents) if (parent === member) tree.push(child);
  return tree;
}

/** From now on `peakMiB` tells of what comes. */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5").catch(() => undefined);
}

/** The most that was resident of a process since its start, or since its peak was reset. */
export async function peakMiB(pid: number): Promise<number> {
  return statusMiB(pid, "VmHWM");
}
