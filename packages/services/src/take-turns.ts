import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * For long work in pieces: await what it answers between two of them, and others go first as soon as this turn of the event
 * loop has taken longer than `maxMs`.
 */
export function takeTurns(maxMs = 10): () => Promise<void> {
  let startedMs = performance.now();
  return async () => {
    if (performance.now() - startedMs < maxMs) return;
    await nextTurn();
    startedMs = performance.now();
  };
}
