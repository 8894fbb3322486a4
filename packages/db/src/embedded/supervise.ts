import { setTimeout } from "node:timers/promises";

export interface Supervised {
  isRunning(): Promise<boolean>;
  /** Starts it again. Rejects when that fails; it is then tried again. */
  restart(signal: AbortSignal): Promise<void>;
  /** Hears of an end, of the first failure to mend it, and that it runs again. */
  onChange(change: SupervisedChange): void;
}

export type SupervisedChange = { kind: "ended" } | { kind: "failed"; error: unknown } | { kind: "back" };

const lookMs = 250;
const firstDelayMs = 100;
const longestDelayMs = 10_000;
/** One that lived that long is started at once when it ends; one that dies sooner is given longer and longer pauses. */
const stableMs = 60_000;

/** Looks after a process that is not always our child, and starts it again when it has ended. Answers how to stop looking. */
export function supervise({ isRunning, restart, onChange }: Supervised): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => setTimeout(ms, undefined, { signal, ref: false });

  async function watch(): Promise<void> {
    let delayMs = firstDelayMs;
    let startedAt = Date.now();
    for (;;) {
      await pause(lookMs);
      if (await isRunning()) continue;
      onChange({ kind: "ended" });
      if (Date.now() - startedAt > stableMs) delayMs = firstDelayMs;
      for (let failures = 0; ; failures += 1) {
        await pause(delayMs);
        delayMs = Math.min(longestDelayMs, delayMs * 2);
        try {
          await restart(signal);
          break;
        } catch (error) {
          if (failures === 0 && !signal.aborted) onChange({ kind: "failed", error });
        }
      }
      startedAt = Date.now();
      onChange({ kind: "back" });
    }
  }

  // It ends by the signal alone.
  const watching = watch().catch(() => undefined);
  return async () => {
    stopping.abort();
    await watching;
  };
}
