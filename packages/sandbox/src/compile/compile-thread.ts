import { Worker } from "node:worker_threads";
import { AppError } from "@patchops/contract";
import type { CompileAnswer } from "./compile-answer.ts";
import type { CompileOutcome } from "./compiled-program.ts";
import { tooComplicated } from "./too-complicated.ts";

/** How often the time of a compilation is looked at. */
const watchMs = 25;
/** A thread that tells no time is stuck where nothing interrupts it; the wall counts for it. */
const silenceMs = 10_000;

export interface CompileThread {
  /**
   * A source that breaks the stripper, or takes longer than it may, is `tooComplicated`. Rejects with `AppError`
   * `unavailable` when no thread can be had.
   */
  compile(code: string, maxCpuMs: number): Promise<CompileOutcome>;
  close(): Promise<void>;
}

interface Job {
  code: string;
  maxCpuMs: number;
  settle(outcome: CompileOutcome): void;
  refuse(error: AppError): void;
}

/**
 * A thread for one compilation at a time, replaced when it breaks. The limit is the thread's own CPU time: on a machine
 * that is busy with other things a good program takes long and is compiled all the same.
 */
export function createCompileThread(): CompileThread {
  let worker: Worker | undefined;
  let isReady = false;
  /** Of the thread, before the job at hand. */
  let cpuBeforeMs = 0;
  let job: Job | undefined;
  let timer: NodeJS.Timeout | undefined;

  function start(): Worker {
    const thread = new Worker(new URL("./compile-worker.ts", import.meta.url), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    isReady = false;
    thread.on("message", ({ outcome, cpuMs }: CompileAnswer) => {
      if (thread !== worker) return;
      cpuBeforeMs = cpuMs;
      if (isReady) done(outcome);
      else {
        isReady = true;
        send(thread);
      }
    });
    // Its own errors are those of a stripper that broke on the program at hand, mostly by its depth.
    thread.on("error", (cause) => (isReady ? give(thread) : lose(thread, cause)));
    thread.unref();
    return thread;
  }

  function send(thread: Worker): void {
    if (!job) return;
    thread.postMessage(job.code);
    watch(thread);
  }

  function give(thread: Worker): void {
    if (thread !== worker) return;
    worker = undefined;
    void thread.terminate();
    done(tooComplicated);
  }

  /** It never got ready: that says nothing about the program. */
  function lose(thread: Worker, cause: unknown): void {
    if (thread !== worker) return;
    worker = undefined;
    const lost = job;
    job = undefined;
    lost?.refuse(new AppError("unavailable", "The program could not be read just now.", { cause }));
  }

  function done(outcome: CompileOutcome): void {
    clearTimeout(timer);
    worker?.unref();
    const ended = job;
    job = undefined;
    ended?.settle(outcome);
  }

  function watch(thread: Worker): void {
    const watched = job;
    timer = setTimeout(async () => {
      timer = setTimeout(() => give(thread), silenceMs);
      const usedMs = (await cpuMs(thread)) - cpuBeforeMs;
      if (thread !== worker || !job || job !== watched) return;
      clearTimeout(timer);
      if (usedMs > job.maxCpuMs) give(thread);
      else watch(thread);
    }, watchMs);
  }

  worker = start();

  return {
    compile(code, maxCpuMs) {
      const { promise, resolve, reject } = Promise.withResolvers<CompileOutcome>();
      job = { code, maxCpuMs, settle: resolve, refuse: reject };
      worker ??= start();
      worker.ref();
      if (isReady) send(worker);
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
