import { parentPort } from "node:worker_threads";
import type { CompileAnswer } from "./compile-answer.ts";
import { compileProgram } from "./compile-program.ts";

/** Thread that compiles programs, one at a time. It dies of its own errors; the compiler starts another. */
function answer(code: string): void {
  const outcome = compileProgram(code);
  const { user, system } = process.threadCpuUsage();
  parentPort?.postMessage({ outcome, cpuMs: (user + system) / 1_000 } satisfies CompileAnswer);
}

parentPort?.on("message", answer);
// Loads the stripper, which is no program's time, and tells that the thread is ready.
answer("const a: number = 1; a");
