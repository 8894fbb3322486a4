import type {
  LanguageAnswer,
  LanguageQuestion,
  LanguageRequest,
  LanguageResponse,
} from "./language-worker.ts";

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, (answer: LanguageAnswer) => void>();

function start(): Worker {
  const started = new Worker(new URL("./language-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<LanguageResponse>) => {
    waiting.get(data.id)?.(data.answer);
    waiting.delete(data.id);
  });
  started.addEventListener("error", () => {
    // A question that failed has no answer: the run itself still tells what is wrong.
    for (const answer of waiting.values()) answer({});
    waiting.clear();
    started.terminate();
    worker = undefined;
  });
  return started;
}

/** Asks about a program in a worker that all editors share; it is fetched with the first question. */
export function askLanguage(question: LanguageQuestion): Promise<LanguageAnswer> {
  worker ??= start();
  lastId += 1;
  const request: LanguageRequest = { id: lastId, question };
  const { promise, resolve } = Promise.withResolvers<LanguageAnswer>();
  waiting.set(request.id, resolve);
  worker.postMessage(request);
  return promise;
}
