import { setTimeout as wait } from "node:timers/promises";

const firstDelayMs = 100;
const maxDelayMs = 5_000;
/** A database that restarts is back within that time. */
const patienceMs = 30_000;

/**
 * Stores what is nowhere else yet: tries again, ever more rarely, while the database is away; rejects when it stays away, and at once
 * with an error that `isFinal` says no further try mends.
 */
export async function withPatience<T>(
  store: () => Promise<T>,
  isFinal: (error: unknown) => boolean = () => false,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(maxDelayMs, delayMs * 2)) {
    try {
      return await store();
    } catch (error) {
      if (isFinal(error) || performance.now() + delayMs > deadline) throw error;
      await wait(delayMs);
    }
  }
}
