import type { ProgramCheck } from "@patchops/contract";
import type { CheckRequest } from "./check/create-checks.ts";
import type { Isolation } from "./pool/plan-process.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunError, RunResult } from "./run-result.ts";

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
  /** Told of processes that ended unasked, and of those that had to be ended: for the log. */
  onTrouble?(trouble: SandboxTrouble): void;
}

export interface SandboxTrouble {
  /** `failed`: gone before it ran anything. `died`: gone while it ran programs. `stuck`: ended because it did not answer. */
  kind: "failed" | "died" | "stuck";
  /** Its last words or why it was ended, for the operator. */
  reason: string;
  /** Processes lost in a row before they ran anything. */
  failuresInRow: number;
}

export interface SandboxStats {
  children: number;
  spares: number;
  running: number;
  waiting: number;
  started: number;
  killed: number;
  /** Processes lost in a row before they ran anything; 0 when the last one did. */
  failuresInRow: number;
}

export interface Sandbox {
  /**
   * Throws `too_many_calls` when so many runs of the organization wait that another one had better come later. For the
   * caller to ask before it promises anything: `run` itself lets wait whoever comes.
   */
  requireRoom(organizationId: string): void;
  /** Runs a program to its end. Never rejects because of the program; rejects with `AppError` `unavailable` when no process can be started or the sandbox is closed. */
  run(request: RunRequest): Promise<RunResult>;
  /**
   * Checks a program against types, in a process of its own. Never rejects because of the program; rejects with `AppError`
   * `too_many_calls` when many checks of the organization wait, and `unavailable` when no process can be started.
   */
  check(request: CheckRequest): Promise<ProgramCheck>;
  /**
   * Why a program cannot be read, as its run would end; null where it can. Rejects with `AppError` `too_many_calls` when many programs of
   * the organization wait to be read.
   */
  whyUnreadable(program: { organizationId: string; code: string }): Promise<RunError | null>;
  stats(): SandboxStats;
  /** null in the first moments, until it is known. */
  isolation(): Isolation | null;
  /** Ends every process; running programs end as `interrupted`. */
  close(): Promise<void>;
}
