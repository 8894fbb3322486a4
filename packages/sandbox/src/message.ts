import type { PreludeLimits } from "./prelude/create-bridge.ts";
import type { StepItem, TraceEntry } from "./run-log.ts";

/** What the parent tells a child. Texts stay JSON texts: nobody on the way parses what is not theirs. */
export type ParentMessage =
  | {
      type: "run";
      runId: number;
      script: string;
      headLength: number;
      input: string | null;
      limits: ChildLimits;
      /** Eight random words. */
      seed: number[];
      /** Whether the child tells what the program was given when. */
      isTraced: boolean;
      replay: ReplayPlan | null;
      hasFetch: boolean;
    }
  | { type: "answer"; runId: number; sequence: number; isOk: boolean; text: string }
  | { type: "cancel"; runId: number }
  /** Until the run's deadline, from now; null: its time stands still. */
  | { type: "deadline"; runId: number; leftMs: number | null }
  | { type: "ping" };

/** What brings a program to where its log ends. */
export interface ReplayPlan {
  times: number[];
  steps: [elapsedMs: number, items: StepItem[]][];
  answers: [sequence: number, isOk: boolean, text: string][];
  /** Whether the program runs on from there in real time. */
  goesOn: boolean;
  /** What it had computed by then. */
  cpuMs: number;
}

interface ChildLimits extends PreludeLimits {
  timeoutMs: number;
  cpuMs: number;
  memoryMb: number;
}

/** How a run ended, seen from the child. Texts of errors are those of the program, positions those of the script. */
export type ChildOutcome =
  | { kind: "succeeded"; text: string | null }
  | { kind: "thrown"; error: ThrownError }
  | { kind: "syntax"; message: string }
  | { kind: "quota"; code: string; message: string }
  | { kind: "timed_out" }
  /** Told by the parent: the deadline came before a place. */
  | { kind: "unplaced" }
  /** Told by the parent: the process does not answer any more. */
  | { kind: "stuck" }
  | { kind: "cpu" }
  | { kind: "memory" }
  | { kind: "cancelled" }
  | { kind: "stalled" }
  | { kind: "broken" }
  /** The program does not go the way of its log. */
  | { kind: "diverged"; message: string }
  /** Told by the parent: the log says no more, and nothing may go out. */
  | { kind: "log_ended" };

export interface ThrownError {
  name: string;
  message: string;
  code: string | null;
  stack: string | null;
  retryable: boolean | null;
  connection: string | null;
  tool: string | null;
  /** What it was made of, nearest first. */
  causes: Pick<ThrownError, "name" | "message" | "stack">[];
}

export type ChildMessage =
  | { type: "ready"; uid: number; interfaces: number }
  | { type: "log"; runId: number; level: string; text: string; atMs: number; line: number | null }
  /** Comes before what it led to. */
  | { type: "trace"; runId: number; entries: TraceEntry[] }
  /** The program stands where its log ends. */
  | { type: "replayed"; runId: number }
  | {
      type: "call";
      runId: number;
      sequence: number;
      kind: string;
      connection: string | null;
      tool: string | null;
      args: string;
    }
  /** The program gave a call up that can be. */
  | { type: "abandon"; runId: number; sequence: number }
  | {
      type: "end";
      runId: number;
      outcome: ChildOutcome;
      cpuMs: number;
      memoryPeakBytes: number;
      logsDropped: number;
      /** The first promise that was rejected while nothing awaited it, as far as that was told. */
      unhandled: ThrownError | null;
      /** false: the isolate is still at work and has been told to stop, or ended ones take up the room; `rested` or `wedged` follows. */
      isAtRest: boolean;
    }
  | { type: "rested"; runId: number }
  /** The isolate of an ended run does not come to rest: only the end of the process stops it. */
  | { type: "wedged"; runId: number }
  /** The process is larger than it may be. */
  | { type: "oversized"; rssBytes: number }
  | { type: "pong"; rssBytes: number; runs: { runId: number; cpuMs: number; memoryPeakBytes: number }[] };
