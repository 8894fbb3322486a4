/** Postgres stores neither NUL characters nor halves of surrogate pairs, which upstreams may well send. */
export function storable(text: string | null): string | null {
  return text?.replaceAll("\0", "").toWellFormed() ?? null;
}

/** Numbers that are none (a clock or a caller went wrong) must not stop a whole batch. */
export function finite(number: number): number {
  return Number.isFinite(number) ? Math.max(0, number) : 0;
}

/** What a run is charged: each begun millisecond. */
export function wholeCpuMs(cpuMs: number): number {
  return Math.ceil(finite(cpuMs));
}
