import { readFileSync } from "node:fs";

/** What `/proc` says of a process; `undefined` where there is none, or the process is gone. */
export function readProcessFile(pid: number | undefined, file: "stat" | "status"): string | undefined {
  if (pid === undefined) return undefined;
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
