import { readdirSync } from "node:fs";

interface Killing {
  count: number;
  /** Runs a program that answers 1, of an organization that no process has run code of: each takes a fresh one, and ends another. */
  run(organizationId: string): Promise<{ result?: unknown }>;
}

export interface KillReport {
  /** Runs that did not answer. */
  failed: number;
  /** Open files of this process that are more than before. */
  leftFiles: number;
  /** What keeps this process's loop busy and is more than before. */
  leftHandles: number;
  /** By how much this process's memory grew in the second half. */
  grownBytes: number;
}

const lanes = 2;

/** Has many processes started and ended, and reports what they leave behind in this one. */
export async function killChildren({ count, run }: Killing): Promise<KillReport> {
  let failed = 0;
  let started = 0;
  const work = async (until: number) => {
    while (started < until) {
      started += 1;
      const { result } = await run(`organization-${started}`);
      if (result !== 1) failed += 1;
    }
  };
  const inLanes = (until: number) => Promise.all(Array.from({ length: lanes }, () => work(until)));
  // The first ones open what stays open.
  await inLanes(Math.min(8, count));
  const before = facts();
  await inLanes(Math.ceil(count / 2));
  const half = facts();
  await inLanes(count);
  const after = facts();
  return {
    failed,
    leftFiles: after.files - before.files,
    leftHandles: after.handles - before.handles,
    grownBytes: after.heapBytes - half.heapBytes,
  };
}

function facts() {
  globalThis.gc?.();
  return {
    files: readdirSync("/proc/self/fd").length,
    handles: process.getActiveResourcesInfo().length,
    heapBytes: process.memoryUsage().heapUsed,
  };
}
