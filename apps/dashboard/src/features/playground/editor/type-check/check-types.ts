import type { TypeProblem } from "@patchops/typecheck";
import type { CheckAnswer, CheckRequest } from "./check-worker.ts";

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, (problems: readonly TypeProblem[]) => void>();

function start(): Worker {
  const started = new Worker(new URL("./check-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<CheckAnswer>) => {
    waiting.get(data.id)?.(data.problems);
    waiting.delete(data.id);
  });
  started.addEventListener("error", () => {
    // A check that failed finds nothing: the run itself still tells what is wrong.
    for (const answer of waiting.values()) answer([]);
    waiting.clear();
    worker = undefined;
  });
  return started;
}

/** Checks a program against the caller's tools in a worker that all editors share; it is fetched with the first check. */
export function checkTypes(program: { code: string; declarations: string }): Promise<readonly TypeProblem[]> {
  worker ??= start();
  lastId += 1;
  const request: CheckRequest = { id: lastId, ...program };
  const { promise, resolve } = Promise.withResolvers<readonly TypeProblem[]>();
  waiting.set(request.id, resolve);
  worker.postMessage(request);
  return promise;
}
