import { createHash } from "node:crypto";
import { AppError } from "@patchops/contract";
import { type CompileThread, createCompileThread } from "./compile-thread.ts";
import type { CompileOutcome } from "./compiled-program.ts";
import { tooComplicated } from "./too-complicated.ts";

const cacheEntries = 1_000;
const cacheChars = 32_000_000;
const refusedEntries = 10_000;
/** One organization holds one thread at most, so another one's program never waits behind its own. */
const maxThreads = 2;
/** Of one organization. */
const maxWaiting = 100;
const maxCpuMs = 500;
/** A megabyte of plain source takes some 200 ms, on a slow machine in a new thread four times that. */
const charsPerCpuMs = 1_000;

export interface Compiler {
  /** The outcome for a source that is compiled already: no turn is lost on it. */
  known(code: string): CompileOutcome | undefined;
  /** Rejects with `AppError` when too many wait, or it is closed. */
  compile(code: string, organizationId: string): Promise<CompileOutcome>;
  close(): Promise<void>;
}

interface Job {
  code: string;
  promise: Promise<CompileOutcome>;
  settle(outcome: CompileOutcome): void;
  refuse(error: unknown): void;
}

/**
 * Compiles in threads, so that no source, however large or deep, holds the event loop or breaks the stripper for others.
 * Organizations take turns. Outcomes are kept, the least recently used dropped first; a source that took too long is
 * known by its hash and costs no second time.
 */
export function createCompiler(): Compiler {
  const cache = new Map<string, CompileOutcome>();
  const refused = new Set<string>();
  let cachedChars = 0;
  /** Who waits, by organization; the one whose turn is next stands first. */
  const queues = new Map<string, Job[]>();
  /** Who is at work, for whom. */
  const active = new Map<string, Job>();
  const idle: CompileThread[] = [createCompileThread()];
  const threads = new Set(idle);
  let isClosed = false;

  function next(): void {
    for (const [organizationId, queue] of queues) {
      if (active.has(organizationId)) continue;
      const thread = idle.pop() ?? addThread();
      if (!thread) return;
      const job = queue.shift();
      // To the end of the line, behind those who wait.
      queues.delete(organizationId);
      if (queue.length > 0) queues.set(organizationId, queue);
      if (job) void work(thread, job, organizationId);
    }
  }

  function addThread(): CompileThread | undefined {
    if (threads.size >= maxThreads) return undefined;
    const thread = createCompileThread();
    threads.add(thread);
    return thread;
  }

  async function work(thread: CompileThread, job: Job, organizationId: string): Promise<void> {
    active.set(organizationId, job);
    const { code } = job;
    try {
      // It may have been compiled for another organization meanwhile.
      const outcome = known(code) ?? (await thread.compile(code, maxCpuMs + code.length / charsPerCpuMs));
      if (outcome === tooComplicated) refuse(code);
      else remember(code, outcome);
      job.settle(outcome);
    } catch (error) {
      job.refuse(error);
    }
    active.delete(organizationId);
    idle.push(thread);
    if (!isClosed) next();
  }

  function refuse(code: string): void {
    refused.add(hashOf(code));
    for (const oldest of refused) {
      if (refused.size <= refusedEntries) break;
      refused.delete(oldest);
    }
  }

  function remember(code: string, outcome: CompileOutcome): void {
    if (!cache.has(code)) cachedChars += code.length;
    cache.set(code, outcome);
    for (const oldest of cache.keys()) {
      if (cache.size <= cacheEntries && cachedChars <= cacheChars) break;
      cache.delete(oldest);
      cachedChars -= oldest.length;
    }
  }

  /** Also moves it to the young end of the cache. */
  function known(code: string): CompileOutcome | undefined {
    const outcome = cache.get(code);
    if (outcome) {
      cache.delete(code);
      cache.set(code, outcome);
    }
    return outcome;
  }

  function pending(code: string, organizationId: string): Job | undefined {
    const own = active.get(organizationId);
    return own?.code === code ? own : queues.get(organizationId)?.find((job) => job.code === code);
  }

  return {
    known: (code) => (isClosed ? undefined : known(code)),
    compile(code, organizationId) {
      if (isClosed) return Promise.reject(closed());
      if (refused.size > 0 && refused.has(hashOf(code))) return Promise.resolve(tooComplicated);
      const same = pending(code, organizationId);
      if (same) return same.promise;
      const queue = queues.get(organizationId);
      // Those whose runs have ended meanwhile stand in it, too.
      if (queue && queue.length >= maxWaiting) {
        const text = `${queue.length} programs of the organization wait to be read already.`;
        const next = "Try again in some seconds, or run fewer programs at once.";
        return Promise.reject(
          new AppError("too_many_calls", text, { sent: false, retryAfterSeconds: 2, next }),
        );
      }
      const { promise, resolve, reject } = Promise.withResolvers<CompileOutcome>();
      const job: Job = { code, promise, settle: resolve, refuse: reject };
      if (queue) queue.push(job);
      else queues.set(organizationId, [job]);
      next();
      return promise;
    },
    async close() {
      isClosed = true;
      for (const job of [...active.values(), ...[...queues.values()].flat()]) job.refuse(closed());
      queues.clear();
      await Promise.all([...threads].map((thread) => thread.close()));
    },
  };
}

function closed(): AppError {
  return new AppError("unavailable", "The sandbox is closed.");
}

function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("base64");
}
