import { Worker } from "node:worker_threads";
import type { CompileOutcome } from "./compiled-program.ts";
import { tooComplicated } from "./too-complicated.ts";

/** How often the time of a compilation is looked at. */
const watchMs = 25;
/** A thread that tells no time is stuck where nothing interrupts it; the wall counts for it. */
const silenceMs = 10_000;

export interface CompileThread {
  /** Never rejects: a source that breaks the stripper, or takes longer than it may, is `tooComplicated`. */
  compile(code: string, maxCpuMs: number): Promise<CompileOutcome>;
  close(): Promise<void>;
}

interface Job {
  maxCpuMs: number;
  settle(outcome: CompileOutcome): void;
}

/**
 * A thread for one compilation at a time, replaced when it breaks. The limit is the thread's own CPU time: on a machine
 * that is busy with other things a good program takes long and is compiled all the same.
 */
export function createCompileThread(): CompileThread {
  let worker: Worker | undefined;
  let isReady: Promise<boolean>;
  let job: Job | undefined;
  let timer: NodeJS.Timeout | undefined;

  function start(): Worker {
    const thread = new Worker(new URL("./compile-worker.ts", import.meta.url), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    isReady = promise;
    thread.on("message", (message: CompileOutcome | "ready") => {
      if (message === "ready") resolve(true);
      else if (thread === worker) done(message);
    });
    // Its own errors are those of a stripper that broke on the program at hand, mostly by its depth.
    thread.on("error", () => give(thread));
    thread.on("exit", () => resolve(false));
    thread.unref();
    return thread;
  }

  function give(thread: Worker): void {
    if (thread !== worker) return;
    worker = undefined;
    void thread.terminate();
    done(tooComplicated);
  }

  function done(outcome: CompileOutcome): void {
    clearTimeout(timer);
    worker?.unref();
    const ended = job;
    job = undefined;
    ended?.settle(outcome);
  }

  function watchLater(thread: Worker, begunMs: number): void {
    timer = setTimeout(async () => {
      timer = setTimeout(() => give(thread), silenceMs);
      const usedMs = (await cpuMs(thread)) - begunMs;
      if (thread !== worker || !job) return;
      clearTimeout(timer);
      if (usedMs > job.maxCpuMs) give(thread);
      else watchLater(thread, begunMs);
    }, watchMs);
  }

  async function begin(code: string): Promise<void> {
    worker ??= start();
    const thread = worker;
    thread.ref();
    if (!(await isReady) || thread !== worker) return give(thread);
    const begunMs = await cpuMs(thread);
    if (thread !== worker || !job) return;
    thread.postMessage(code);
    watchLater(thread, begunMs);
  }

  worker = start();

  return {
    compile(code, maxCpuMs) {
      const { promise, resolve } = Promise.withResolvers<CompileOutcome>();
      job = { maxCpuMs, settle: resolve };
      void begin(code);
      return promise;
    },
    async close() {
      const thread = worker;
      worker = undefined;
      done(tooComplicated);
      await thread?.terminate();
    },
  };
}

async function cpuMs(thread: Worker): Promise<number> {
  try {
    const { user, system } = await thread.cpuUsage();
    return (user + system) / 1_000;
  } catch {
    // It has just ended, and whoever waits for it hears so elsewhere.
    return 0;
  }
}
