import type { LiveRun, LiveRuns } from "./live-run.ts";

/** Others take a workflow's run after 20 s of its node's silence; some seconds before, that node has it no more by its own clock. */
const leaseMs = 15_000;
const keptSinceMs = new WeakMap<LiveRuns, number>();

/** This node has said that it works on its runs, at `sinceMs` or later (monotonic). */
export function noteKept({ liveRuns }: { liveRuns: LiveRuns }, sinceMs: number): void {
  keptSinceMs.set(liveRuns, sinceMs);
}

/**
 * Whether no other node can have taken the run. One that was starved, or cut off from the database, would else send late what another has
 * sent, and has an answer to. Runs of no workflow are their node's alone.
 */
export function holdsLease(
  { liveRuns }: { liveRuns: LiveRuns },
  { isWorkflow, createdMs }: Pick<LiveRun, "isWorkflow" | "createdMs">,
  nowMs = performance.now(),
): boolean {
  return !isWorkflow || nowMs - Math.max(createdMs, keptSinceMs.get(liveRuns) ?? 0) < leaseMs;
}
