import type { CompileOutcome } from "./compiled-program.ts";

/** What the compiling thread says when it has finished a program, and once when it is ready. */
export interface CompileAnswer {
  outcome: CompileOutcome;
  /** CPU time of the thread since its start. */
  cpuMs: number;
}
