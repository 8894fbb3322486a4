import { Worker } from "node:worker_threads";
import { AppError } from "@patchops/contract";
import type { CompileOutcome } from "./compiled-program.ts";

const cacheEntries = 1_000;
const cacheChars = 32_000_000;

export interface Compiler {
  /** The outcome for a source that is compiled already: no turn is lost on it. */
  known(code: string): CompileOutcome | undefined;
  compile(code: string): Promise<CompileOutcome>;
  close(): Promise<void>;
}

interface Job {
  code: string;
  settle(outcome: CompileOutcome): void;
}

interface Entry {
  promise: Promise<CompileOutcome>;
  outcome?: CompileOutcome;
}

/**
 * Compiles in a thread, so that no source, however large or deep, holds the event loop or breaks the stripper for
 * others. Outcomes are kept, the least recently used dropped first.
 */
export function createCompiler({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Compiler {
  const cache = new Map<string, Entry>();
  let cachedChars = 0;
  const queue: Job[] = [];
  let active: Job | undefined;
  let worker: Worker | undefined;
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function start(): Worker {
    const thread = new Worker(new URL("./compile-worker.ts", import.meta.url), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    thread.unref();
    isReady = false;
    thread.on("message", (message: CompileOutcome | "ready") => {
      if (thread !== worker) return;
      if (message !== "ready") return done(message);
      isReady = true;
      watch();
    });
    // Its own errors are those of a stripper that broke on the program at hand, mostly by its depth.
    thread.on("error", () => {
      if (thread !== worker) return;
      worker = undefined;
      done(tooComplex);
    });
    return thread;
  }

  /** The time limit is the program's alone: a thread that starts slowly on a busy machine says nothing about it. */
  function watch(): void {
    clearTimeout(timer);
    if (!active) return;
    const { code } = active;
    timer = setTimeout(() => {
      void worker?.terminate();
      worker = undefined;
      // Another time it may be quick enough.
      if (cache.delete(code)) cachedChars -= code.length;
      done(tooComplex);
    }, timeoutMs);
  }

  function done(outcome: CompileOutcome): void {
    clearTimeout(timer);
    const job = active;
    active = undefined;
    job?.settle(outcome);
    next();
  }

  function next(): void {
    if (active || isClosed) return;
    active = queue.shift();
    if (!active) {
      worker?.unref();
      return;
    }
    worker ??= start();
    worker.ref();
    worker.postMessage(active.code);
    if (isReady) watch();
  }

  function remember(code: string, entry: Entry): void {
    cache.set(code, entry);
    cachedChars += code.length;
    for (const oldest of cache.keys()) {
      if (cache.size <= cacheEntries && cachedChars <= cacheChars) break;
      cache.delete(oldest);
      cachedChars -= oldest.length;
    }
  }

  /** Also moves it to the young end of the cache. */
  function recall(code: string): Entry | undefined {
    const entry = cache.get(code);
    if (entry) {
      cache.delete(code);
      cache.set(code, entry);
    }
    return entry;
  }

  return {
    known: (code) => (isClosed ? undefined : recall(code)?.outcome),
    compile(code) {
      if (isClosed) return Promise.reject(new AppError("unavailable", "The sandbox is closed."));
      const known = recall(code);
      if (known) return known.promise;
      const promise = new Promise<CompileOutcome>((resolve) => {
        const settle = (outcome: CompileOutcome) => {
          entry.outcome = outcome;
          resolve(outcome);
        };
        queue.push({ code, settle });
      });
      const entry: Entry = { promise };
      remember(code, entry);
      next();
      return promise;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      for (const job of [...(active ? [active] : []), ...queue]) job.settle(tooComplex);
      await worker?.terminate();
    },
  };
}

const tooComplex: CompileOutcome = {
  ok: false,
  code: "syntax_error",
  message: "The program is nested too deeply or too large to be read.",
};
