import type { Isolation } from "./pool/plan-launch.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunResult } from "./run-result.ts";

export interface SandboxOptions {
  /** Processes kept ready that belong to no organization yet. */
  spares?: number;
  /** Processes altogether; more runs wait. Each takes some 60 MB at rest and `maxChildMb` at most. */
  maxChildren?: number;
  /** Runs that share one process. */
  runsPerChild?: number;
  /** Resident size at which a process is ended. */
  maxChildMb?: number;
  /** Memory limit for which isolates are made ahead; a run with another one starts about 2 ms later. */
  warmMemoryMb?: number;
  /** After that time without a run a process is let go. */
  idleMs?: number;
}

export interface SandboxStats {
  children: number;
  spares: number;
  running: number;
  waiting: number;
  started: number;
  killed: number;
}

export interface Sandbox {
  /** Runs a program to its end. Never rejects because of the program; rejects with `AppError` `unavailable` when no process can be started or the sandbox is closed. */
  run(request: RunRequest): Promise<RunResult>;
  stats(): SandboxStats;
  isolation(): Isolation;
  /** Ends every process; running programs end as `interrupted`. */
  close(): Promise<void>;
}
