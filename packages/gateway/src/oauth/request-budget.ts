/** How much strangers may ask of one node. */
export interface RequestBudget {
  /** Takes one from this key's minute; false when it is used up. */
  take(key: string): boolean;
}

const minuteMs = 60_000;
const maxKeys = 10_000;

/** A budget for each key, anew each minute; in memory, so that refusing costs nothing. */
export function createRequestBudget(perMinute: number): RequestBudget {
  let counts = new Map<string, number>();
  let endsAtMs = 0;
  return {
    take(key) {
      const nowMs = performance.now();
      if (nowMs >= endsAtMs || counts.size >= maxKeys) {
        counts = new Map();
        endsAtMs = nowMs + minuteMs;
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= perMinute;
    },
  };
}
