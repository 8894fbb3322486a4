import type { Primordials } from "./primordials.ts";

export interface PreludeLimits {
  outputBytes: number;
  logBytes: number;
  logLines: number;
  maxToolCalls: number;
  toolBytes: number;
}

/**
 * The isolate's only way out: texts to the host in batches, one batch per tick. Messages are put together from
 * primitives, since `JSON.stringify` of an array would meet a `toJSON` that the program put on a prototype.
 */
export function createBridge(p: Primordials, send: (batch: string) => void, takeTimes: () => string) {
  const flushChars = 262_144;
  const windowMs = 20;
  const flushesPerWindow = 40;
  let batch = "";
  let isScheduled = false;
  let windowStart = 0;
  let windowFlushes = 0;
  let isFinished = false;

  function flush(): void {
    isScheduled = false;
    if (batch === "") return;
    const text = `[${batch}]`;
    batch = "";
    send(text);
  }

  async function flushLater(): Promise<void> {
    // Awaiting undefined consults nothing that a program could have changed.
    await undefined;
    flush();
  }

  function post(message: string): void {
    if (isFinished) return;
    const times = takeTimes();
    if (times !== "") batch += batch === "" ? `["k",[${times}]]` : `,["k",[${times}]]`;
    batch += batch === "" ? message : `,${message}`;
    if (batch.length > flushChars) flush();
    else if (!isScheduled) {
      isScheduled = true;
      void flushLater();
    }
  }

  /** A line written before an endless loop must still be seen, so it does not wait for the tick, unless lines flood. */
  function postSoon(message: string): void {
    post(message);
    const now = p.now();
    if (now - windowStart > windowMs || now < windowStart) {
      windowStart = now;
      windowFlushes = 0;
    }
    windowFlushes += 1;
    if (windowFlushes <= flushesPerWindow) flush();
  }

  /** What the clock answered, where there is so much of it that it cannot wait. */
  function postTimes(): void {
    if (isFinished) return;
    batch += `${batch === "" ? "" : ","}["k",[${takeTimes()}]]`;
    flush();
  }

  function finish(message: string): void {
    if (isFinished) return;
    post(message);
    isFinished = true;
    flush();
  }

  function reset(): void {
    batch = "";
    isFinished = false;
  }

  return { post, postSoon, postTimes, finish, reset, isFinished: () => isFinished };
}

export type Bridge = ReturnType<typeof createBridge>;
