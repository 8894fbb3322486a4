import { readProcessFile } from "./read-process-file.ts";

/** Resident memory of a process, or `undefined`. */
export function readRssBytes(pid: number | undefined): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProcessFile(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}
