/** Times that lie closer together are one ring. */
const leastMs = 10;

interface Alarm {
  /** For a time in ISO 8601 and no other; null: as late as it may be. */
  set(at: string | null): void;
  clear(): void;
}

/** Rings once, at the time that it was set for last, and `mostMs` after that at the latest. It keeps no process alive. */
export function createAlarm(mostMs: number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  return {
    set(at) {
      clearTimeout(timer);
      // A timer may come a moment before its time, which would not have come yet.
      const waitMs = at === null ? mostMs : Date.parse(at) - Date.now() + 1;
      timer = setTimeout(ring, Math.min(mostMs, Math.max(leastMs, waitMs)));
      timer.unref();
    },
    clear: () => clearTimeout(timer),
  };
}
