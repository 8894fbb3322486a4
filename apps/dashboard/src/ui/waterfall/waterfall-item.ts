/** One call on the waterfall. Times are milliseconds since the run's start. */
export interface WaterfallItem {
  id: string;
  label: string;
  /** A part that others belong to; those stand within. Its bar is thin, and has no phases. */
  kind?: "part" | "within";
  state: "running" | "ok" | "tool_error" | "error" | "refused" | "cancelled" | "timed_out";
  startMs: number;
  /** From the program's call to the moment it was sent upstream. */
  queueMs?: number | undefined;
  upstreamMs?: number | undefined;
  /** Missing while it runs. */
  totalMs?: number | undefined;
  /** It was before the time that is shown: this says when, in place of bar and duration. */
  earlier?: string | undefined;
}

export interface Phase {
  kind: "queued" | "upstream" | "transfer";
  fromMs: number;
  toMs: number;
}

export function itemEndMs(item: WaterfallItem, nowMs: number): number {
  if (item.earlier !== undefined) return 0;
  return item.startMs + (item.totalMs ?? Math.max(0, nowMs - item.startMs));
}

/** The parts of a call in their order; what is not known yet belongs to the part that goes on. */
export function phasesOf(item: WaterfallItem, nowMs: number): Phase[] {
  if (item.earlier !== undefined) return [];
  const endMs = itemEndMs(item, nowMs);
  const sentMs = Math.min(endMs, item.startMs + (item.queueMs ?? 0));
  const answeredMs = item.upstreamMs === undefined ? endMs : Math.min(endMs, sentMs + item.upstreamMs);
  const phases: Phase[] = [
    { kind: "queued", fromMs: item.startMs, toMs: sentMs },
    { kind: "upstream", fromMs: sentMs, toMs: answeredMs },
    { kind: "transfer", fromMs: answeredMs, toMs: endMs },
  ];
  return phases.filter((phase) => phase.toMs > phase.fromMs);
}
