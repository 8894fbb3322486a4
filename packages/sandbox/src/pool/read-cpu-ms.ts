import { readProcessFile } from "./read-process-file.ts";

/** The kernel counts in steps of 10 ms, whatever its own clock. */
const msPerTick = 10;

/** CPU time that a process has used so far. `undefined` where the system does not tell (no `/proc`), or it is gone. */
export function readCpuMs(pid: number | undefined): number | undefined {
  const stat = readProcessFile(pid, "stat");
  if (stat === undefined) return undefined;
  // The second field is the command in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * msPerTick : undefined;
}
