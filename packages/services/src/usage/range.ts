import { AppError, clock, type UsageRange } from "@patchops/contract";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** From (inclusive) and to (exclusive) in Unix milliseconds. */
export interface Range {
  fromMs: number;
  toMs: number;
}

/** The range asked for; without one, this month until now (UTC). Throws `invalid_input` when it is empty or longer than 400 days. */
export function readRange({ from, to }: UsageRange, nowMs = clock.nowMs()): Range {
  const now = new Date(nowMs);
  const range = {
    fromMs:
      from === undefined ? Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1) : new Date(from).getTime(),
    toMs: to === undefined ? nowMs : new Date(to).getTime(),
  };
  if (range.fromMs >= range.toMs) throw new AppError("invalid_input", "The range ends before it begins.");
  if (range.toMs - range.fromMs > 400 * dayMs) {
    throw new AppError("invalid_input", "The range is longer than 400 days.", {
      next: "Ask for at most 400 days at once.",
    });
  }
  return range;
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * The whole units (days or hours, UTC) inside a range, which rollups can answer, and what is left at its edges. The
 * unit that goes on now counts as whole when the range reaches until now.
 */
export function splitRange(
  { fromMs, toMs }: Range,
  { unitMs, nowMs }: { unitMs: number; nowMs: number },
): { whole: Range | null; edges: Range[] } {
  const start = Math.ceil(fromMs / unitMs) * unitMs;
  const end = toMs >= nowMs ? Math.ceil(toMs / unitMs) * unitMs : Math.floor(toMs / unitMs) * unitMs;
  if (start >= end) return { whole: null, edges: [{ fromMs, toMs }] };
  const edges = [
    { fromMs, toMs: start },
    { fromMs: end, toMs },
  ];
  return { whole: { fromMs: start, toMs: end }, edges: edges.filter((edge) => edge.fromMs < edge.toMs) };
}
