/** `0.04 ms`, `0.4 ms`, `42 ms`, `1.24 s`, `2 min 5 s`, `3 h 10 min`; null is `–`. */
export function formatDuration(durationMs: number | null | undefined): string {
  if (durationMs === null || durationMs === undefined) return "–";
  // What took some time must not read as none.
  if (durationMs > 0 && durationMs < 0.095) return `${Math.max(0.01, Number(durationMs.toFixed(2)))} ms`;
  if (durationMs < 10) return `${Number(durationMs.toFixed(1))} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_995) return `${(durationMs / 1_000).toFixed(durationMs < 9_995 ? 2 : 1)} s`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
