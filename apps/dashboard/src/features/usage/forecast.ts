export interface ForecastInput {
  used: number;
  limit: number;
  /** Of the period. */
  startMs: number;
  endMs: number;
  nowMs: number;
}

/** Before this share of the period has passed, a busy first hour would promise a full quota. */
const soonestShare = 0.02;

/** When the quota is full at the pace of this period so far; null when it lasts, is full already, or it is too early to say. */
export function fullAtMs({ used, limit, startMs, endMs, nowMs }: ForecastInput): number | null {
  const passedMs = nowMs - startMs;
  if (used <= 0 || used >= limit || passedMs < (endMs - startMs) * soonestShare) return null;
  const atMs = startMs + passedMs * (limit / used);
  return atMs < endMs ? atMs : null;
}
