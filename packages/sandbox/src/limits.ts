/** What one run may use. Counts and sizes of 0 forbid the thing altogether. */
export interface Limits {
  /** Wall time from the moment the program starts, tool calls included. */
  timeoutMs: number;
  /** Time the program itself computes; waiting for tools is free. */
  cpuMs: number;
  /** Heap of the program, at least 8. A guideline to V8: a hostile program may pass it by some factor before it ends. */
  memoryMb: number;
  /** The result as JSON text. */
  outputBytes: number;
  logBytes: number;
  logLines: number;
  maxToolCalls: number;
  /** Calls above it wait their turn. */
  maxConcurrentToolCalls: number;
  /** Arguments, and likewise the answer, of one tool call as JSON text. */
  toolBytes: number;
}
