import { readCpuMs } from "./read-cpu-ms.ts";

/** Steps in which the kernel counts, twice. */
const slackMs = 20;

/** A process owes a word since this began. */
export interface Stall {
  /**
   * Whether the process has used so much CPU time since then that it could have spoken: it is stuck. One that gets no
   * time of a busy machine is none, until it was patiently waited for. Without `/proc` the wall counts as CPU.
   */
  isStuck(cpuMs: number, patienceMs: number): boolean;
}

export function startStall(pid: number | undefined): Stall {
  const startedAt = performance.now();
  const cpuBefore = readCpuMs(pid);
  return {
    isStuck(cpuMs, patienceMs) {
      const wallMs = performance.now() - startedAt;
      if (wallMs > patienceMs) return true;
      const cpu = readCpuMs(pid);
      const usedMs = cpu === undefined || cpuBefore === undefined ? wallMs : cpu - cpuBefore;
      return usedMs >= cpuMs - slackMs;
    },
  };
}
