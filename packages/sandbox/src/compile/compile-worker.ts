import { parentPort } from "node:worker_threads";
import { compileProgram } from "./compile-program.ts";

/** Thread that compiles programs, one at a time. It dies of its own errors; the compiler starts another. */
parentPort?.on("message", (code: string) => {
  parentPort?.postMessage(compileProgram(code));
});
// Loads the stripper: that is no program's time.
compileProgram("const a: number = 1; a");
parentPort?.postMessage("ready");
