import type { Limits } from "./limits.ts";
import type { RunEvent } from "./run-event.ts";
import type { LogEntry } from "./run-log.ts";

/** One call that a program makes to the world outside. */
export interface ToolInvocation {
  /** Counts the calls of a run from 1, in the order in which the program issued them. */
  sequence: number;
  kind:
    | ("tool" | "search" | "describe" | "resource" | "prompt" | "fetch")
    | ("step" | "sleep" | "approval" | "workflow");
  /** Of kind `tool`: the name after `tools.`, as the program wrote it. */
  connection?: string;
  /** Of kind `tool`: the name after `tools.<connection>.`, as the program wrote it. */
  tool?: string;
  /** Arguments as JSON text: of a tool its own, else `{query}`, `{name}`, `{uri}`, `{name, arguments}`, or what `create-fetch` sends. */
  args: string;
}

export type Hold = () => () => void;

export interface RunRequest {
  /** A process that has run code of one organization never runs another's. */
  organizationId: string;
  /** TypeScript or JavaScript. */
  code: string;
  /** The program's global `input`; must be JSON. */
  input?: unknown;
  limits: Limits;
  /**
   * How long it waits for a place at most, in ms, which is then no part of its time: for a run for which nobody waits, and that is asked for
   * again where it found none (`no_place`). Without it the wait is a part of `limits.timeoutMs`.
   */
  placeWaitMs?: number;
  /** Whether the program finds a `fetch`, whose calls are of that kind. */
  hasFetch?: boolean;
  /**
   * Answers a call with the text of its value: JSON, or what `encodeAnswer` makes of it. An `AppError` reaches the program as a `ToolError` with its code
   * and message; any other error as `internal`, its text withheld. The signal fires when the run ends first. `hold` lets the
   * run's time stand still, for what a person has to do first, until the function that it gives is called.
   */
  invoke(call: ToolInvocation, signal: AbortSignal, hold: Hold): Promise<string>;
  onEvent?(event: RunEvent): void;
  /** Cancels the run. */
  signal?: AbortSignal;
  /** Gives the run up (`isPaused`): with the log that it leaves it can be resumed. */
  pause?: AbortSignal;
  /** Told line by line what a replay needs. */
  record?(entry: LogEntry): void;
  /**
   * Resolves when what was recorded is stored. Where it is given, the program gets an answer that came from outside only then: what it
   * has gone on with is known after any crash.
   */
  whenStored?(): Promise<void>;
  replay?: ReplayRequest;
}

/** Brings the program to where the log of an earlier run of it ends, with the answers that stand there. */
export interface ReplayRequest {
  log: readonly LogEntry[];
  /** Whether it then goes on: calls without an answer are made, and time is real again. Else no call goes out. */
  goesOn: boolean;
  /** Used up to there. */
  cpuMs: number;
  wallMs: number;
  /**
   * Whether the log of another version of the sandbox will do: the program most likely goes the same way, and where its calls are
   * other ones the run ends. For runs that have to outlive an update.
   */
  anyPrelude?: boolean;
  /** Log lines that were told before, and are not again. */
  logLines: number;
}
