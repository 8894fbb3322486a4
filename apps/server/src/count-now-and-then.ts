import { setTimeout as wait } from "node:timers/promises";

const everyMs = 10_000;
/** A database that is away takes its time to say so. */
const timeoutMs = 500;

/** Counts at most every 10 s, and answers what was counted last where that takes long or fails. */
export function countNowAndThen<T>(count: () => Promise<T>, none: T): () => Promise<T> {
  let counts = none;
  let counted: { atMs: number; done: Promise<void> } | undefined;
  return async () => {
    const nowMs = performance.now();
    if (counted === undefined || nowMs - counted.atMs > everyMs) {
      const done = count().then(
        (answer) => {
          counts = answer;
        },
        () => undefined,
      );
      counted = { atMs: nowMs, done };
    }
    await Promise.race([counted.done, wait(timeoutMs, undefined, { ref: false })]);
    return counts;
  };
}
