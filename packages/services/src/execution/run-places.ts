import type { LiveRuns } from "./live-run.ts";
import type { KnownRun } from "./resume.ts";
import type { ClaimedRun } from "./system/claim-paused-runs.ts";

/** A place of this node, held for a run that is being stored as the node's own. */
export interface RunPlace {
  nodeId: string;
  /** Once it is stored: it begins. */
  take(run: ClaimedRun, known: KnownRun): void;
  /** Frees the place again, where nothing was taken into it. */
  release(): void;
}

type Reserve = (organizationId: string) => RunPlace | null;

const reserves = new WeakMap<LiveRuns, Reserve>();

/** This node works on runs; null: not any more. */
export function offerPlaces({ liveRuns }: { liveRuns: LiveRuns }, reserve: Reserve | null): void {
  if (reserve === null) reserves.delete(liveRuns);
  else reserves.set(liveRuns, reserve);
}

/** A place for a run that is about to be stored and may begin at once; null where it has to wait in the database for any node to take it. */
export function reservePlace({ liveRuns }: { liveRuns: LiveRuns }, organizationId: string): RunPlace | null {
  return reserves.get(liveRuns)?.(organizationId) ?? null;
}
