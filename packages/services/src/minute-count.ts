const minuteMs = 60_000;
/** Beyond them the one that came least lately is forgotten. */
const mostCounted = 10_000;

/** How often each of many came to this node in the last minute. */
export interface MinuteCount {
  /** Counts one more, unless as many came as may: then the seconds until one more may come, else 0. */
  count(id: string, perMinute: number): number;
}

export function createMinuteCount(): MinuteCount {
  const recent = new Map<string, number[]>();
  return {
    count(id, perMinute) {
      const now = Date.now();
      const times = (recent.get(id) ?? []).filter((at) => at > now - minuteMs);
      if (times.length >= perMinute) return Math.ceil(((times[0] ?? now) + minuteMs - now) / 1_000);
      times.push(now);
      recent.delete(id);
      recent.set(id, times);
      const [oldest] = recent.keys();
      if (recent.size > mostCounted && oldest !== undefined) recent.delete(oldest);
      return 0;
    },
  };
}
