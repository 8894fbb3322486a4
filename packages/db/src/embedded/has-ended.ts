import type { ChildProcess } from "node:child_process";

/** Whether the process is gone, or never came to be. Its events may have been before anyone listened. */
export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
