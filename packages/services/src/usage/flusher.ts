import { AppError } from "@patchops/contract";
import type { Log } from "../context.ts";
import type { JournalEntry } from "./journal/open-journal.ts";
import type { UsageRecord } from "./meter.ts";

interface FinishedCall {
  entry: JournalEntry;
  record: UsageRecord;
}

export interface FlusherOptions {
  /** Stores a batch; doing it twice changes nothing. */
  store(records: readonly UsageRecord[]): Promise<void>;
  acknowledge(entries: readonly JournalEntry[]): void;
  log: Log;
}

export interface Flusher {
  add(call: FinishedCall): void;
  /** See `Meter.flush`. */
  flush(): Promise<void>;
  unflushed(): number;
  lastFlushAt(): string | null;
  stop(): void;
}

const batchSize = 1_000;
const lingerMs = 20;
/** Under load a batch waits four times as long as the one before took: fewer, larger batches, and a row within a second. */
const lingerFactor = 4;
const maxLingerMs = 250;
const maxRetryMs = 5_000;

/** Stores finished calls in batches, one batch at a time; keeps them and tries again while the database is away. */
export function createFlusher({ store, acknowledge, log }: FlusherOptions): Flusher {
  const queue: FinishedCall[] = [];
  let acknowledged = 0;
  let waiters: { upTo: number; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let isStopped = false;
  let failures = 0;
  let lastFlushAt: string | null = null;
  let tookMs = 0;

  const nextLingerMs = () => Math.min(maxLingerMs, Math.max(lingerMs, lingerFactor * tookMs));

  function schedule(delayMs: number): void {
    if (isStopped || isRunning) return;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), delayMs);
  }

  async function run(): Promise<void> {
    if (isRunning || isStopped) return;
    clearTimeout(timer);
    timer = undefined;
    isRunning = true;
    try {
      do await storeBatch();
      while (queue.length >= batchSize || (queue.length > 0 && waiters.length > 0));
      if (failures > 0) log.info({}, "metered calls are stored again");
      failures = 0;
    } catch (error) {
      failures += 1;
      const fields = { error, unflushedEvents: queue.length };
      if (failures === 1) log.error(fields, "metered calls cannot be stored; the journal keeps them");
      else log.debug(fields, "metered calls still cannot be stored");
      const away = new AppError("unavailable", "The database does not answer.", { cause: error });
      for (const waiter of waiters.splice(0)) waiter.reject(away);
    }
    isRunning = false;
    if (queue.length > 0)
      schedule(failures === 0 ? nextLingerMs() : Math.min(maxRetryMs, 50 * 2 ** failures));
  }

  async function storeBatch(): Promise<void> {
    const batch = queue.slice(0, batchSize);
    if (batch.length === 0) return;
    const startedMs = performance.now();
    await store(batch.map((call) => call.record));
    tookMs = performance.now() - startedMs;
    queue.splice(0, batch.length);
    acknowledged += batch.length;
    lastFlushAt = new Date().toISOString();
    acknowledge(batch.map((call) => call.entry));
    const ready = waiters.filter((waiter) => waiter.upTo <= acknowledged);
    waiters = waiters.filter((waiter) => waiter.upTo > acknowledged);
    for (const waiter of ready) waiter.resolve();
  }

  return {
    add(call) {
      queue.push(call);
      if (failures > 0 || isRunning) return;
      if (queue.length >= batchSize) void run();
      else if (timer === undefined) schedule(nextLingerMs());
    },
    flush() {
      if (queue.length === 0) return Promise.resolve();
      if (isStopped) return Promise.reject(new AppError("unavailable", "PatchOps is stopping."));
      return new Promise((resolve, reject) => {
        waiters.push({ upTo: acknowledged + queue.length, resolve, reject });
        void run();
      });
    },
    unflushed: () => queue.length,
    lastFlushAt: () => lastFlushAt,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
