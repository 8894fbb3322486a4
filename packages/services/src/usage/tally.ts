import { emptyHistogram, quantiles } from "./histogram.ts";
import type { UsageCell } from "./reader/usage-cell.ts";

/** Cells added up. */
export interface Tally {
  label: string;
  calls: number;
  failures: number;
  latency: number[];
}

export function newTally(label = ""): Tally {
  return { label, calls: 0, failures: 0, latency: emptyHistogram() };
}

export function addCell(tally: Tally, cell: Pick<UsageCell, "calls" | "failures" | "latency">): void {
  tally.calls += cell.calls;
  tally.failures += cell.failures;
  for (const [bucket, count] of cell.latency.entries()) {
    tally.latency[bucket] = (tally.latency[bucket] ?? 0) + count;
  }
}

/** Cells added up by key, most calls first. */
export function tallyByKey(cells: readonly UsageCell[]): [key: string, tally: Tally][] {
  const tallies = new Map<string, Tally>();
  for (const cell of cells) {
    const tally = tallies.get(cell.key) ?? newTally(cell.label);
    tallies.set(cell.key, tally);
    addCell(tally, cell);
  }
  return [...tallies].sort(([keyA, a], [keyB, b]) => b.calls - a.calls || (keyA < keyB ? -1 : 1));
}

/** The numbers of a tally, as answers show them. */
export function presentTally({ calls, failures, latency }: Tally) {
  return { calls, failures, ...quantiles(latency) };
}
