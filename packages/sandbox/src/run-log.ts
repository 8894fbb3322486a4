/** What the isolate was given at once: answers of calls and timers that fired. */
export type StepItem = ["answer", sequence: number] | ["timer", id: number];

/** What only the process that runs a program knows: what it was given when, and what its clock said. */
export type TraceEntry =
  | ["step", elapsedMs: number, items: StepItem[]]
  /** Pairs of a time and how often in a row the program was given it. */
  | ["times", number[]];

/**
 * One line of a run's log. Its lines in order are enough to bring the same program to the same point again: calls are issued
 * in the order of their sequence, and completed in the order of the steps.
 */
export type LogEntry =
  /** The program began, maybe not for the first time: earlier lines are void. */
  | ["begin", LogBeginning]
  | ["call", sequence: number, kind: string, connection: string | null, tool: string | null, argsHash: string]
  | ["answer", sequence: number, isOk: boolean, text: string]
  | TraceEntry;

export interface LogBeginning {
  /** Of the prelude; a program behaves the same under the same one alone. */
  preludeVersion: string;
  programHash: string;
  /** Eight random unsigned 32-bit numbers: all randomness of the program comes from them. */
  seed: number[];
}
