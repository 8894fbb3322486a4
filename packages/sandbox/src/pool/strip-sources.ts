import { Worker } from "node:worker_threads";
import type { ChildMain } from "./child-main.ts";

/**
 * What `readChildSources` answers, from a thread: it takes longer than all else of a start. A bundle holds the answers, and
 * has another module in the place of this one.
 */
export function stripSources(main: ChildMain): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const worker = new Worker(new URL("./strip-worker.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {},
    workerData: main,
  });
  worker.once("message", resolve);
  worker.once("error", reject);
  worker.unref();
  return promise;
}
