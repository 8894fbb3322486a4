export type RunStatus =
  | "succeeded"
  | "failed"
  | "timed_out"
  | "memory_exceeded"
  | "cancelled"
  | "quota_exceeded"
  | "interrupted";

/** Why a run did not succeed. Positions count from 1 in the program's own source; nothing here stems from the host. */
export interface RunError {
  name: string;
  /** Ours (`syntax_error`, `timeout`, …), a `ToolError`'s, or what the program put on its own error. */
  code?: string;
  message: string;
  /** What its author can do, where the message alone does not say it. */
  next?: string;
  line?: number;
  column?: number;
  /** Three lines of source around the error, its line marked. */
  frame?: string;
  /** Frames of the program only. */
  stack?: string;
  retryable?: boolean;
  connection?: string;
  tool?: string;
  /** What it was made of, nearest first: its `cause` and the cause of that, or the errors of an `AggregateError`. */
  causes?: Pick<RunError, "name" | "message" | "line" | "column">[];
}

export interface RunUsage {
  cpuMs: number;
  /** From the program's beginning to its end. */
  wallMs: number;
  /** Before it: until the program was read and a place was free. */
  queueMs: number;
  /**
   * The most that was seen: heap and buffers while the program waits or has ended; while it computes, by how much its
   * process grew, divided by the programs that compute in it.
   */
  memoryPeakBytes: number;
  /** Calls of tools, `fetch` among them: searches and the like are no calls. */
  toolCalls: number;
}

export interface RunResult {
  status: RunStatus;
  /** Absent when the program gave `undefined`. */
  result?: unknown;
  error?: RunError;
  usage: RunUsage;
  /** Log lines that did not fit the budget. */
  logsDropped: number;
  /** Given up at the caller's wish, to be resumed from its log; `interrupted` where it is not. */
  isPaused?: true;
  /** false: nothing of the program ran. */
  hasBegun: boolean;
}
