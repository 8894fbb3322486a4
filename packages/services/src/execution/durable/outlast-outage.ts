import { setTimeout as wait } from "node:timers/promises";
import { DatabaseAway } from "@patchops/db";

const firstPauseMs = 250;
const longestPauseMs = 4_000;

/**
 * Does what finds our own database away again, until it is back or `signal` ends whoever waits: that it restarts is no failure of a
 * workflow. `mayRepeat` says of an error whether a second time changes nothing.
 */
export async function outlastOutage<T>(
  work: () => Promise<T>,
  { signal, mayRepeat = () => true }: { signal: AbortSignal; mayRepeat?: (error: unknown) => boolean },
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!DatabaseAway.isCauseOf(error) || !mayRepeat(error)) throw error;
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}
