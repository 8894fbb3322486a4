import { setTimeout } from "node:timers/promises";

export interface WaitForOptions {
  /** Default 30,000: a busy machine takes its time, and who waits for the thing itself goes on at once. */
  timeoutMs?: number;
  /** Default 10. */
  intervalMs?: number;
}

type Truthy<T> = Exclude<T, undefined | null | false | 0 | "">;

/**
 * Asks until the answer is truthy, and returns it. A thrown error counts as "not yet"; after the time limit the last
 * one is thrown as the cause.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, intervalMs = 10 }: WaitForOptions = {},
): Promise<Truthy<T>> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer as Truthy<T>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline)
      throw new Error(`not true within ${timeoutMs} ms: ${condition}`, { cause });
    await setTimeout(intervalMs);
  }
}
